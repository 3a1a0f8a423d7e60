# Functions are values: kept in variables, tables, records; equal if they are the same.
function inc(n: count): count { return n + 1; }
function dec(n: count): count { return n - 1; }
type R: record { f: function(n: count): count; };
local t = table(["inc"] = inc, ["dec"] = dec);
local r: R = [$f=dec];
local f = inc;
print t["inc"](1), t["dec"](5), r$f(10), f(0);
f = dec;
print f(3);
# expect: 2, 4, 9, 1
# expect: 2
