# Vectors, sets and tables in an index count by what they hold.
local s: set[vector of count];
add s[vector(1, 2)];
print vector(1, 2) in s, vector(2, 1) in s;
# expect: T, F
