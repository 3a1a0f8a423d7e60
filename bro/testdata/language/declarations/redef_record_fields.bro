# redef record adds fields, which need to be &optional or have a &default.
type R: record { a: count; };
redef record R += { b: string &optional; c: count &default=3; };
local r: R = [$a=1];
print r, r?$b, r$c;
r$b = "set";
print r;
# expect: [a=1, b=<uninitialized>, c=3], F, 3
# expect: [a=1, b=set, c=3]
