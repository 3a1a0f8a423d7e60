# A global with a type and no value is unset, except containers, which are empty.
global n: count;
global t: table[count] of string;
global s: set[string];
global v: vector of int;
event bro_init() &priority=5 { print |t|, |s|, |v|; t[1] = "a"; add s["b"]; v[0] = -1; print t[1], "b" in s, v; }
event bro_init() { print n; } ### "value used but not set"
# expect: 0, 0, 0
# expect: a, T, [-1]
