# Integers become doubles where these are wanted.
const ratio: double = 1;
local v: vector of double = vector(1, 2.5);
function half(d: double): double { return d / 2; }
print ratio, v, half(3), half(-3);
# expect: 1.0, [1.0, 2.5], 1.5, -1.5
