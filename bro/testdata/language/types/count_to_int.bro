# A count becomes an int where an int is wanted, and an int a count where it fits.
local i: int = 5;
local f = function(n: int): int { return -n; };
print i, f(7), type_name(i);
local c: count = 3;
i = c;
print i - 5;
# expect: 5, -7, int
# expect: -2
