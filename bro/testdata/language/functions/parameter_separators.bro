# Commas and semicolons part parameters; a semicolon may follow the last one.
function f(a: count; b: count): count { return a + b; }
function g(a: count, b: count;): count { return a * b; }
print f(2, 3), g(2, 3);
# expect: 5, 6
