# Only variables, fields, elements and ranges can be assigned to.
# exit: 1
function f(): count { return 1; }
f() = 2; ### "requires lvalue"
1 = 2; ### "requires lvalue"
++5; ### "lvalue"
local a = 1; local b = 2;
a + b = 3; ### "requires lvalue"
