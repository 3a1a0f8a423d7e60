# &raw_output prints to a file without escapes and newlines.
global f: file = open("/dev/stdout") &raw_output;
print f, "a\tb";
print f, "c\n";
# expect: a	bc
