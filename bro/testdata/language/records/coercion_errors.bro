# A record that lacks a field, or has one of another type, does not convert.
# exit: 1
type A: record { x: count; y: count; };
type B: record { x: string; };
local b: B = [$x="s"];
local a: A = [$x=1]; ### "missing"
a = b; ### "type"
