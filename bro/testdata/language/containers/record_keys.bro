# Records are indices by what they hold.
type K: record { a: count; b: string &optional; };
local t: table[K] of string;
t[[$a=1]] = "one";
t[K($a=1, $b="x")] = "one x";
print t[[$a=1]], t[[$a=1, $b="x"]], [$a=2] in t, |t|;
local s: set[K] = set(K($a=5));
print K($a=5) in s, K($a=6) in s;
# expect: one, one x, F, 2
# expect: T, F
