# string_fill repeats its source up to a length; the last byte is a NUL.
event bro_init() { print string_fill(7, "abc"), string_fill(0, "x"), string_fill(2, "abc"), |string_fill(10, "x")|; }
# expect: abcabc\x00, , a\x00, 10
