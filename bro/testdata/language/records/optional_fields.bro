# An &optional field may be unset; ?$ tells, and delete unsets it.
type R: record { a: count &optional; };
local r: R;
print r?$a;
r$a = 0;
print r?$a, r$a;
delete r$a;
print r?$a;
# expect: F
# expect: T, 0
# expect: F
