# print_raw adds neither separators nor a newline.
event bro_init() { print print_raw("a", 1, "b\n"), flush_all(); }
# expect: a1b
# expect: T, T
