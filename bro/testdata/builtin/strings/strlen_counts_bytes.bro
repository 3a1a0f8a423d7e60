# strlen is the number of bytes, also of those that are no letters.
event bro_init() { print strlen(""), strlen("abc"), strlen("a\x00b"), strlen("\xc3\xa4"), |"four"|; }
# expect: 0, 3, 3, 2, 4
