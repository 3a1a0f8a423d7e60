# The number and the types of arguments are checked; what gives nothing has no value.
# exit: 1
function f(a: count, b: string): count { return a; }
function g() { }
f(1); ### "wrong number of arguments"
f("x", "y"); ### "type mismatch: expected count, found string"
f(1, "x", 2); ### "wrong number of arguments"
print g(); ### "the function has no result"
local n = 5;
n(1); ### "not a function"
