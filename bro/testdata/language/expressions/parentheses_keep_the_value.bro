# Parentheses mean grouping and nothing else.
local v = vector(1, 2);
(v)[0] = 5;
print (v), ((v[0])), (((1)) + ((2)));
# expect: [5, 2], 5, 3
