# A hook runs its bodies by priority; break ends it and makes its value F.
hook h(n: count) &priority=10 { print "first", n; }
hook h(n: count) { print "second", n; if ( n == 2 ) break; }
hook h(n: count) &priority=-10 { print "third", n; }
event bro_init() { print hook h(1); print hook h(2); }
# expect: first, 1
# expect: second, 1
# expect: third, 1
# expect: T
# expect: first, 2
# expect: second, 2
# expect: F
