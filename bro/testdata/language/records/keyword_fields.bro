# A keyword may be the name of a field.
type R: record { type: string; set: count; event: bool; };
local r: R = [$type="x", $set=1, $event=T];
r$set = 5;
print r$type, r$set, r$event, r?$type;
# expect: x, 5, T, T
