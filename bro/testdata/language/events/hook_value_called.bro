# hook calls any expression that gives a hook.
global h: hook(n: count);
hook h(n: count) { print "h", n; if ( n > 1 ) break; }
type R: record { hk: hook(n: count); };
event bro_init()
	{
	local r: R = [$hk=h];
	local t: table[string] of hook(n: count);
	t["x"] = h;
	print hook r$hk(1), hook t["x"](2);
	}
# expect: h, 1
# expect: h, 2
# expect: T, F
