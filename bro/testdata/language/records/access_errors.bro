# Only records have fields, and only those of their type.
# exit: 1
type R: record { a: count; };
local r: R = [$a=1];
print r$b; ### "no such field in record"
print r?$b; ### "no such field in record"
local n = 1;
print n$a; ### "not a record"
