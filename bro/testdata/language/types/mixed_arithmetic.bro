# count with int gives int, count or int with double gives double.
local c: count = 7;
local i: int = -2;
local d = 0.5;
print c + i, c - i, c * i, c / i, c % i, c + d, i * d, c / d;
print type_name(c + i), type_name(c * d), type_name(i - d), type_name(c + c);
# expect: 5, 9, -14, -3, 1, 7.5, -1.0, 14.0
# expect: int, double, double, count
