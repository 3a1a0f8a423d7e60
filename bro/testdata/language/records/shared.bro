# Records are shared by assignment; copy makes another.
type R: record { n: count; };
local a: R = [$n=1];
local b = a; local c = copy(a);
a$n = 5;
print b$n, c$n;
# expect: 5, 1
