# A name may begin with a keyword, contain digits and underscores.
local if1 = 1; local printx = 2; local _under = 3; local tablet = 4; local T1 = 5; local in_ = 6; local x9_y = 7;
print if1, printx, _under, tablet, T1, in_, x9_y;
# expect: 1, 2, 3, 4, 5, 6, 7
