# A record is made by [...], by the name of its type, or by record(...).
type R: record { a: count; b: string &optional; };
local x: R = [$a=1, $b="x"];
local y = R($a=2);
local z: R = record($a=3, $b="z");
print x, y, z;
# expect: [a=1, b=x], [a=2, b=<uninitialized>], [a=3, b=z]
