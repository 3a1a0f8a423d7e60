# get_file_name and active_file of standard output.
event bro_init() { local f = open("-"); print get_file_name(f), active_file(f), set_buf(f, T); print f, "to it"; }
# expect: /dev/stdout, T, T
# expect: to it
