# Numbers of different types compare by value.
local c: count = 3;
local i: int = -3;
local d = 3.0;
print c == d, i < c, c > i, d >= c, i != d, -1 < c;
# expect: T, T, T, T, T, T
