# record(...) makes a record like [...].
type R: record { a: count; b: string &default="d"; };
local r: R = record($a=1);
print r, record($x=1, $y="z");
# expect: [a=1, b=d], [x=1, y=z]
