# A parameter may be assigned to: the caller's variable keeps its value.
function f(n: count): count { n += 5; return n; }
local n = 1;
print f(n), n;
# expect: 6, 1
