# ++ and -- change a variable and give its new value.
local c = 5;
print ++c, --c, c;
local i = -1; ++i; ++i;
print i;
# expect: 6, 5, 5
# expect: 1
