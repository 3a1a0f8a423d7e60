# The message of a run-time error shows the expression as it is written, and the index that is missing.
type R: record { a: count &optional; r: vector of count; };
global t: table[string, count] of R;
event bro_init() &priority=5 { local k = "key"; print t[ k,  7 ]; } ### "no such index (t[ k, 7 ]): [key, 7]"
event bro_init() &priority=4 { local r: R; print 1 + r$a; } ### "field value missing (r$a)"
event bro_init() &priority=3 { local r: R; local i = 4; r$r[2] = 1; print r$r[i]; } ### "no such index (r$r[i]): 4 of a vector of 3"
event bro_init() &priority=2 { local r: R; r$r[2] = 1; print r$r[1]; } ### "no such index (r$r[1]): 1 of a vector of 3"
event bro_init() &priority=1 { local bits = 33; print 1.2.3.4 / bits; } ### "bad IPv4 subnet prefix length: 33"
