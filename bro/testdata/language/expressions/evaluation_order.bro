# Operands and arguments are worked out from left to right.
function n(x: count): count { print x; return x; }
function f(a: count, b: count): count { return a * b; }
local r = f(n(1), n(2)) + n(3);
print vector(n(4), n(5)), r;
# expect: 1
# expect: 2
# expect: 3
# expect: 4
# expect: 5
# expect: [4, 5], 5
