# The body has to have the declared parameters and result.
# exit: 1
global f: function(n: count): count;
function f(n: string): count { return 1; } ### "f"
global g: function(n: count): count;
function g(n: count): string { return ""; } ### "g"
