# uuid_to_string writes 16 bytes as they stand in protocols, the first three parts with their low byte first; others are no UUID.
event bro_init() { print uuid_to_string("\x55\x0e\x84\x00\xe2\x9b\x41\xd4\xa7\x16\x44\x66\x55\x44\x00\x00"), uuid_to_string("short"); }
# expect: 00840e55-9be2-d441-a716-446655440000, <Invalid UUID>
