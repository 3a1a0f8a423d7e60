# Containers hold containers, to any depth.
local t: table[string] of table[count] of set[addr];
t["a"] = table();
t["a"][1] = set(1.2.3.4);
add t["a"][1][5.6.7.8];
print |t["a"][1]|, 5.6.7.8 in t["a"][1], 2 in t["a"];
local v: vector of vector of count = vector(vector(1), vector(2, 3));
v[1][1] = 7;
print v;
# expect: 2, T, F
# expect: [[1], [2, 7]]
