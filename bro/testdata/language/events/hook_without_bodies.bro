# A hook without bodies does nothing and is T.
global h: hook(n: count);
event bro_init() { print hook h(1); hook h(2); print "ok"; }
# expect: T
# expect: ok
