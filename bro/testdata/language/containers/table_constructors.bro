# table(...) and set(...) take entries; without any, the type comes from where they go.
local t: table[string] of count = table();
local s: set[addr] = set();
t["x"] = 1;
add s[1.2.3.4];
print t["x"], |s|, |table(["a"] = 1, ["b"] = 2)|, |set(1, 1, 2)|;
# expect: 1, 1, 2, 2
