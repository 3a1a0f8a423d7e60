# The sides of ?: become one type; without one it is an error.
# exit: 1
local a = T ? 1 : 2.5;
local b: double = a;
print T ? 1 : "x"; ### "type mismatch"
