# A comma may follow the last label.
type E: enum { A, B, };
redef enum E += { C, };
print B, C;
# expect: B, C
