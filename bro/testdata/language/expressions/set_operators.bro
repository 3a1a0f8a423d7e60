# & | - ^ make the intersection, union and difference of sets; < and <= compare them.
local a = set(1, 2, 3); local b = set(3, 4);
function sorted(s: set[count]): vector of count { local v: vector of count; for ( x in s ) v += x; return sort(v, function(a: count, b: count): int { return a > b ? 1 : -1; }); }
print sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b);
print set(1, 2) < a, a <= a, a < a, a == set(3, 2, 1), a != b, set(1, 2) == set(1);
# expect: [3], [1, 2, 3, 4], [1, 2], [1, 2, 4]
# expect: T, T, F, T, T, F
