# Assigning a container or passing it shares it.
function grow(v: vector of count, s: set[count]) { v += 9; add s[9]; }
local v = vector(1); local s = set(1); local t = table([1] = v);
local w = v;
grow(v, s);
t[1] += 5;
print v, w, 9 in s;
# expect: [1, 9, 5], [1, 9, 5], T
