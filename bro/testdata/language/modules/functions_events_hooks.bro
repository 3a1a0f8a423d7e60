# Functions, events and hooks of a module are named with it outside.
module A;
export
	{
	global f: function(n: count): count;
	global e: event(n: count);
	global h: hook(n: count);
	}
function f(n: count): count { return n + 1; }
event e(n: count) { print "A::e", n; }
hook h(n: count) { print "A::h", n; }
module B;
event A::e(n: count) { print "B's handler", n; }
hook A::h(n: count) { print "B's body", n; }
event bro_init() { print A::f(1); hook A::h(2); event A::e(3); }
# expect: 2
# expect: A::h, 2
# expect: B's body, 2
# expect: A::e, 3
# expect: B's handler, 3
