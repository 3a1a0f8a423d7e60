# ++ and -- on a vector change each element.
local v = vector(1, 2);
++v;
print v;
--v;
print v;
# expect: [2, 3]
# expect: [1, 2]
