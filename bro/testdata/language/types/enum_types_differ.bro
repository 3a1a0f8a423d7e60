# Values of different enums do not compare, and a number is no enum.
# exit: 1
type A: enum { A1 };
type B: enum { B1 };
print A1 == B1; ### "type clash"
local a: A = B1; ### "type mismatch"
local b: A = 1; ### "type mismatch"
