# add needs a set, delete an element or an optional field.
# exit: 1
type R: record { a: count; };
local t = table([1] = 2); local s = set(1); local r: R = [$a=1]; local n = 1;
add t[3]; ### "illegal add statement"
add s; ### "illegal add statement"
delete |s|; ### "illegal delete statement"
delete r$a; ### "not &optional"
delete n; ### "illegal delete statement"
add s["x"]; ### "type mismatch"
