global ev: event(n: count, s: string);
event ev(n: count, s: string) &priority=-5 { print "low", n, s; }
event ev(n: count, s: string) &priority=5 { print "high", n, s; }
event ev(n: count, s: string) { print "mid", n; if ( n > 0 ) event ev(n - 1, s + "!"); }
event bro_init() &priority=10 { print "first"; event ev(1, "x"); print "queued"; }
event bro_init() { print "second"; }
event zeek_init() &priority=-1 { print "zeek"; }
# expect: first
# expect: queued
# expect: second
# expect: zeek
# expect: high, 1, x
# expect: mid, 1
# expect: low, 1, x
# expect: high, 0, x!
# expect: mid, 0
# expect: low, 0, x!
