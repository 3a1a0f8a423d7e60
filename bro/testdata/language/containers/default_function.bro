# A &default function gets the index.
local t: table[count, string] of string &default=function(n: count, s: string): string { return fmt("%s%d", s, n); };
print t[1, "a"], t[2, "b"], |t|;
# expect: a1, b2, 0
