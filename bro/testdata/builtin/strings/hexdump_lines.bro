# hexdump shows sixteen bytes a line: offset, hexadecimal, characters.
event bro_init() { print split_string(hexdump("0123456789abcdef\x00\xff\n"), /\n/); }
# expect: [0000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  01234567 89abcdef, 0010  00 ff 0a                                          ..., ]
