# string_fill repeats its source up to a length.
event bro_init() { print string_fill(7, "abc"), string_fill(0, "x"), string_fill(2, "abc"); }
# expect: abcabca, , ab
