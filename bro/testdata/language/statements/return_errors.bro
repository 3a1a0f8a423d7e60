# A function with a result returns one; others, events and hooks return none.
# exit: 1
function f(): count { return; } ### "return statement needs expression"
function g(): count { return "x"; } ### "type mismatch"
event e() { return 5; } ### "must not return a value"
event bro_init() { local s = function() { return 1; }; }
