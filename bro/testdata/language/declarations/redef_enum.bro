# redef enum adds labels.
type E: enum { A, B };
redef enum E += { C, D };
print A, D, C < D || T, enum_to_int(C);
# expect: A, D, T, 2
