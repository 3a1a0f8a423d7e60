# The type of files may be written in full.
global f: file of string = open("/dev/stdout");
print f, "x";
print type_name(f);
# expect: x
# expect: file of string
