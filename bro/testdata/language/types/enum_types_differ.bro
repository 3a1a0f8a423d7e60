# A value of one enum is none of another, and a number is no enum.
# exit: 1
type A: enum { A1 };
type B: enum { B1 };
print A1 == B1; ### "warning: comparing labels of different enum types"
local a: A = B1; ### "type mismatch"
local b: A = 1; ### "type mismatch"
