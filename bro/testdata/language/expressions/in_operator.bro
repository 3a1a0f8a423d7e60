# in asks for elements, indices, parts of strings, matches, and addresses in subnets.
local t = table(["a"] = 1, ["b"] = 2);
local s = set([1, "x"], [2, "y"]);
local v = vector(5, 6);
print "a" in t, "z" in t, [1, "x"] in s, [1, "y"] in s, 1 in v, 2 in v;
print 1.2.3.4 in 1.0.0.0/8, "b" in "abc", /b./ in "abc", 1 !in set(2);
# expect: T, F, T, F, T, F
# expect: T, T, T, T
