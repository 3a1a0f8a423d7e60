# Integers are decimal or hexadecimal counts of 64 bits; a sign makes them ints.
print 0, 7, 00012, 0x1f, 0xFF, 0xffffffffffffffff, 18446744073709551615;
print type_name(5), type_name(0x5), type_name(-5), type_name(+5);
# expect: 0, 7, 12, 31, 255, 18446744073709551615, 18446744073709551615
# expect: count, count, int, int
