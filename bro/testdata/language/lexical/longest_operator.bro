# The longest operator is read: a+++b is (a++)... and thus an error, a+ ++b is none.
local a = 1;
local b = 5;
print a+ ++b, b- --a, a, b;
# expect: 7, 6, 0, 6
