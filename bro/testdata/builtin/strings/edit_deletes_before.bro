# edit lets a key delete the byte before it.
event bro_init() { print edit("hello there", "e"), edit("ab\x08c", "\x08"), edit("\x7f\x7fa", "\x7f"), edit("", "x"); }
# expect: llo t, ac, a, 
