# A file prints with its name.
event bro_init() { local f = open("/dev/null"); print cat(f); close(f); }
# expect: file "/dev/null" of string
