# open gives a value of type file, to print to.
global f: file = open("/dev/stdout");
print f, "to", "stdout";
print type_name(f);
# expect: to, stdout
# expect: file of string
