# A function may be declared first, and used before its body is seen.
global twice: function(n: count): count;
event bro_init() { print twice(4), later(1); }
function twice(n: count): count { return n * 2; }
function later(n: count): count { return n + 1; }
# expect: 8, 2
