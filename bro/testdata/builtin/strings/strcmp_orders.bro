# strcmp orders by bytes.
event bro_init() { print strcmp("a", "b") < 0, strcmp("b", "a") > 0, strcmp("a", "a"), strcmp("a", "ab") < 0, strcmp("\xff", "a") > 0; }
# expect: T, T, 0, T, T
