# delete of a field unsets it, or gives it its default again.
type R: record { a: count &optional; b: count &default=7; };
local r: R = [$a=1, $b=2];
delete r$a;
delete r$b;
print r?$a, r$b;
# expect: F, 7
