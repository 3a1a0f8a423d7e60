# A function that is declared and has no body is unset.
global f: function(n: count): count;
event bro_init() &priority=1 { print f(1); } ### "value used but not set"
event bro_init() { f = function(n: count): count { return n + 1; }; print f(1); }
# expect: 2
