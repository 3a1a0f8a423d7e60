# A constructor may carry attributes.
local t = table(["a"] = 1) &default=0;
print t["a"], t["zz"];
global g = set(1) &read_expire=1min;
print 1 in g;
# expect: 1, 0
# expect: T
