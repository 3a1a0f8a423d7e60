# An event may have any number of bodies, hooks too.
global e: event(n: count);
global h: hook(n: count);
event e(n: count) { print "first", n; }
event e(n: count) { print "second", n; }
hook h(n: count) { print "one", n; }
hook h(n: count) { print "two", n; }
event bro_init() { event e(1); hook h(2); }
# expect: one, 2
# expect: two, 2
# expect: first, 1
# expect: second, 1
