# Patterns combine with | (either) and & (one after the other).
local p = /foo/ | /bar/;
local q = /foo/ & /bar/;
print p == "foo", p == "bar", p == "foobar", q == "foobar", q == "foo", p in "a bar b";
# expect: T, T, F, T, F, T
