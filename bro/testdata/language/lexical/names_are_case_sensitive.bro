# Names differ by case.
local name = 1; local Name = 2; local NAME = 3;
print name, Name, NAME;
# expect: 1, 2, 3
