# A declared event, hook or function that is assigned to is a variable: it begins with the bodies written for it.
# expect: own 1
# expect: no hook: T
# expect: hook 2: F
# expect: three: 3
# expect: three: 4
# expect: other 5
event other(n: count) { print fmt("other %d", n); }
global picked: event(n: count);
event picked(n: count) { print fmt("own %d", n); }
global asked: hook(n: count);
hook veto(n: count) { break; }
global work: function(n: count): count;
function work(n: count): count { return n; }

event picked(1);
event zeek_init() &priority=-1
	{
	print fmt("no hook: %s", hook asked(1));
	asked = veto;
	print fmt("hook 2: %s", hook asked(2));
	print fmt("three: %d", work(3));
	work = function(n: count): count { return n + 1; };
	print fmt("three: %d", work(3));
	picked = other;
	event picked(5);
	}
