# return leaves one handler; the others still run.
event e(n: count) &priority=1 { if ( n > 0 ) return; print "first", n; }
event e(n: count) { print "second", n; }
event bro_init() { event e(1); event e(0); }
# expect: second, 1
# expect: first, 0
# expect: second, 0
