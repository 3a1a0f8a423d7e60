# An index gives one byte, a range several; negative ones count from the end.
local s = "abcdef";
print s[0], s[5], s[-1], s[1:3], s[2:], s[:2], s[-2:], s[:], s[1:-1];
# expect: a, f, f, bc, cdef, ab, ef, abcdef, bcde
