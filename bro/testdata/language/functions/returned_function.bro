# A function may return a function, and a table may hold several.
function adder(n: count): function(x: count): count { return function[n](x: count): count { return x + n; }; }
local t = table(["five"] = adder(5), ["ten"] = adder(10));
print adder(1)(2), t["five"](1), t["ten"](1);
# expect: 3, 6, 11
