# A local cannot have the name of a global that is visible; a parameter can.
# exit: 1
global n = 1;
function f(n: count): count { return n; }
event bro_init() { local n = 2; } ### "already a global identifier"
