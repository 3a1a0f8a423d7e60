# Endless recursion is a run-time error that ends the handler.
function f(n: count): count { return f(n + 1); } ### "nested deeper"
event bro_init() &priority=1 { f(0); }
event bro_init() { print "goes on"; }
# expect: goes on
