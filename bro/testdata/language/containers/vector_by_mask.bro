# A vector of bools or of indices picks elements.
local v = vector(10, 20, 30);
print v[vector(T, F, T)], v[vector(2, 0)], v[v > 15];
# expect: [10, 30], [30, 10], [20, 30]
