# A function prints as its name and body.
function f(n: count): count { return n + 1; }
local s = fmt("%s", f);
print starts_with(s, "f"), "return" in s;
# expect: T, T
