# To read an index that a table does not have is a run-time error; to ask for it with in is none.
event bro_init() &priority=2 { local t = table(["a"] = 1); print "b" in t, t["b"]; } ### "no such index"
event bro_init() &priority=1 { local t: table[count, string] of count; print t[1, "x"]; } ### "no such index"
event bro_init() { print "goes on"; }
# expect: goes on
