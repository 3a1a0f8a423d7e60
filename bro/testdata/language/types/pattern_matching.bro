# == matches the whole string, in a part of it.
local p = /b+/;
print p == "bb", p == "abb", p in "abb", "bb" == p, p != "x", p !in "x", /^b/ in "ab", /b$/ in "ab";
# expect: T, F, T, T, T, T, F, T
