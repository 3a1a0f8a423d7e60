# A record becomes one of another type that has its fields: missing ones take defaults or stay unset.
type Small: record { a: count; };
type Big: record { a: count; b: string &optional; c: count &default=3; };
function show(b: Big) { print b; }
local s: Small = [$a=1];
show(s);
show([$a=2, $b="x"]);
local big: Big = s;
big$a = 9;
print big, s;
# expect: [a=1, b=<uninitialized>, c=3]
# expect: [a=2, b=x, c=3]
# expect: [a=9, b=<uninitialized>, c=3], [a=1]
