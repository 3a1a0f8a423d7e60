# A hook or event that is declared with the name of a type needs no body to be a value.
type Check: hook(n: count);
type Happened: event(n: count);
global check: Check;
global other: Check;
global happened: Happened;
hook other(n: count) { print "other", n; }
type R: record { h: Check &optional; ev: Happened &optional; };
local r = R($h=check, $ev=happened);
print hook r$h(1), hook check(2), hook other(3);
event happened(4);
# expect: other, 3
# expect: T, T, T
