function f(a: count, b: count, c: count): count { return a * 100 + b * 10 + c; }
function side(s: string): string { print "eval", s; return s; }
event bro_init()
	{
	print f(f(0, 0, 1), f(0, 0, 2), f(0, 0, f(0, 0, 3)));
	print fmt("%s-%s", fmt("%s", "a"), fmt("%s%s", "b", to_upper("c")));
	local t: table[string, string] of count;
	t[side("x"), side(cat("y", "z"))] = 1;
	++t["x", "yz"];
	print t["x", cat("y", "z")];
	local b = F && side("never") == "x";
	print b || T;
	}
# expect: 123
# expect: a-bC
# expect: eval, x
# expect: eval, yz
# expect: 2
# expect: T
