# &default is what missing indices give; reading does not insert it.
local t: table[string] of count &default=7;
print t["x"], "x" in t, |t|;
++t["x"];
print t["x"], |t|;
local u: table[string] of vector of count &default=vector();
print u["a"], |u|;
# expect: 7, F, 0
# expect: 8, 1
# expect: [], 0
