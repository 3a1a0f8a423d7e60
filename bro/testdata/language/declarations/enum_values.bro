# Labels count from 0; one with a value of its own is counted on from there.
type E: enum { A, B = 10, C, D = 0x20 };
print enum_to_int(A), enum_to_int(B), enum_to_int(C), enum_to_int(D);
# expect: 0, 10, 11, 32
