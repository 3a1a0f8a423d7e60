# Globals get their values in the order of the file, before any statement.
global log: vector of string;
function note(s: string): count { log += s; return |log|; }
global a = note("a");
print log, a, b;
global b = note("b");
# expect: [a, b], 1, 2
