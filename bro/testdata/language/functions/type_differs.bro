# A function value has to have the wanted parameters and result.
# exit: 1
function f(n: count): count { return n; }
local g: function(s: string): count = f; ### "type mismatch"
local h: function(n: count): string = f; ### "type mismatch"
local i: function(n: count): count = f;
