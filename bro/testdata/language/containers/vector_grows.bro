# Assigning behind the end makes a vector longer; the places between are unset.
local v: vector of count;
v[0] = 1;
v[|v|] = 2;
v[4] = 5;
print |v|, 2 in v, 4 in v, v[0], v[1], v[4];
# expect: 5, F, T, 1, 2, 5
