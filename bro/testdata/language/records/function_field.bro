# A field may hold a function, also written in short form.
type R: record { f: function(n: count): count; };
local a: R = [$f=function(n: count): count { return n + 1; }];
local b: R = [$f(n: count): count = { return n * 2; }];
local c: R = [$f(n: count) = { return n * 3; }];
print a$f(1), b$f(4), c$f(5);
# expect: 2, 8, 15
