# - and + make an int of a count; doubles and intervals keep their type.
local c: count = 5;
print -c, +c, type_name(-c), type_name(+c), -1.5, type_name(-1.5), -1min, - -3;
# expect: -5, 5, int, int, -1.5, double, -1.0 min, 3
