# An index may be any expression, a range of conditionals included.
local v = vector(10, 20, 30);
local yes = T;
print v[yes ? 1 : 0], v[|v| - 1], "abcdef"[yes ? 1 : 0 : yes ? 3 : 2], v[v[0] / 10];
# expect: 20, 30, bc, 20
