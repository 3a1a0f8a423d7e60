# &default_insert keeps what it gave.
local t: table[string] of vector of count &default_insert=vector();
t["a"] += 1;
print t["a"], t["b"], |t|;
# expect: [1], [], 2
