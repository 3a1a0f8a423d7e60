# Labels without a value count on from the highest one, also after redef enum.
# expect: 1, 5, 6, 10, 11
type Kind: enum { A = 1, B = 5, C };
redef enum Kind += { D = 10, E };
print enum_to_int(A), enum_to_int(B), enum_to_int(C), enum_to_int(D), enum_to_int(E);
