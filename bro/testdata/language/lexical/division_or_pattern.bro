# A slash begins a pattern where an operand can stand, else it divides.
local a = 12;
local b = 3;
print a / b / 2, (a) / b, |"abc"| / 3;
print /b/ in "abc", !(/x/ in "abc"), (/a.c/ == "abc") && /z/ != "y";
# expect: 2, 4, 1
# expect: T, T, T
