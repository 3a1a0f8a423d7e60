# Times and intervals are compared with numbers as seconds.
local t = double_to_time(5.0);
local i = 90sec;
local n = 5;
print t == 5.0, t != 5.0, t < 6.5, t >= n, 4 > t, 5.0 == t;
print i == 90.0, i > 90, 1.5 < i, -5 < i, i != 90;
function five(x: any): bool { return x == 5.0; }
print five(5.0);
# expect: T, F, T, T, F, T
# expect: T, F, T, T, F
# expect: T
