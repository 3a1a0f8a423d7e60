# strstr gives the position of the first occurrence, from 1, and 0 for none.
event bro_init() { print strstr("hello", "l"), strstr("hello", "lo"), strstr("hello", "x"), strstr("", "x"), strstr("ab", "abc"), strstr("hello", "hello"); }
# expect: 3, 4, 0, 0, 0, 1
