# Constructors name each field once, only fields of the type, and all that have to be there.
# exit: 1
type R: record { a: count; b: string &optional; };
local x: R = [$b="x"]; ### "missing"
local y = R($a=1, $z=2); ### "no field 'z'"
local z = R($a=1, $a=2); ### "duplicate field name 'a'"
local w = R($a="x"); ### "type mismatch"
local v = R(1); ### "expected R, found count"
