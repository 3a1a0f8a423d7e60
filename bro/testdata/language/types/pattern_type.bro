# Patterns are values: variables, parameters, fields, elements.
type R: record { p: pattern; };
function match(p: pattern, s: string): bool { return p == s; }
global ps: vector of pattern = vector(/a/, /b+/);
local r: R = [$p=/x/];
print match(r$p, "x"), match(ps[1], "bbb"), match(ps[0], "b");
# expect: T, T, F
