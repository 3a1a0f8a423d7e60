# to_count and to_int take a base; in base 16 a 0x may stand before the digits.
event bro_init() { print to_count("ff", 16), to_count("0xFF", 16), to_count("1010", 2), to_count("z", 36), to_int("-0x10", 16), to_int("-777", 8); }
# expect: 255, 255, 10, 35, -16, -511
