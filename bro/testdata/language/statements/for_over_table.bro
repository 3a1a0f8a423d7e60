# for over a table gives its indices, with a second variable the values too.
local t = table(["a"] = 1);
for ( k in t ) print k, t[k];
for ( k, v in t ) print k, v;
local m = table([1, "x"] = T);
for ( [n, s] in m ) print n, s;
for ( [n, s], b in m ) print n, s, b;
# expect: a, 1
# expect: a, 1
# expect: 1, x
# expect: 1, x, T
