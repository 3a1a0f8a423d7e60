# redef += adds to sets, tables, vectors, strings and numbers; -= takes away.
const s: set[count] = { 1, 2 } &redef;
const t: table[string] of count = { ["a"] = 1 } &redef;
const v: vector of count = { 1 } &redef;
const str = "ab" &redef;
const n = 5 &redef;
redef s += { 3, 4 };
redef s -= { 1 };
redef t += { ["b"] = 2 };
redef v += { 2, 3 };
redef str += "cd";
redef n += 3;
print 1 in s, 2 in s, 3 in s, |s|;
print t["a"], t["b"], v, str, n;
# expect: F, T, T, 3
# expect: 1, 2, [1, 2, 3], abcd, 8
