# An assignment has the value that it assigns; it groups from the right.
local a: count; local b: count;
a = b = 3;
print a, b, (a = 5) + 1, a;
if ( (b = 7) > 6 ) print b;
# expect: 3, 3, 6, 5
# expect: 7
