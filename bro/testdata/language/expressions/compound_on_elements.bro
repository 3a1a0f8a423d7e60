# Compound assignment and ++ work on fields and elements.
type R: record { n: count; };
local r: R = [$n=1];
local t = table(["a"] = 1);
local v = vector(1, 2);
r$n += 5; t["a"] += 10; v[1] *= 4; ++r$n; ++t["a"]; --v[0];
print r$n, t["a"], v;
# expect: 7, 12, [0, 8]
