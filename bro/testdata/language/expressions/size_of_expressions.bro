# |...| takes a whole expression; bars within need brackets.
local s = "ab";
local v = vector(1);
print |s + "cd"|, |s| - |v|, |(1 | 6)|, | |s| + 1 |;
# expect: 4, 1, 7, 3
