# Events are handled one after the other, in the order they were raised.
event a(n: count) { print "a", n; if ( n < 2 ) { event b(n); event a(n + 1); } }
event b(n: count) { print "b", n; }
event bro_init() { event a(0); event b(10); print "init"; }
# expect: init
# expect: a, 0
# expect: b, 10
# expect: b, 0
# expect: a, 1
# expect: b, 1
# expect: a, 2
