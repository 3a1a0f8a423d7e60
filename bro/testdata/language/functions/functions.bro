function fact(n: count): count { return n <= 1 ? 1 : n * fact(n - 1); }
function greet(name: string, greeting: string &default="hello"): string { return greeting + " " + name; }
function apply(f: function(n: count): count, n: count): count { return f(n); }
function counter(): function(): count
	{
	local n = 0;
	return function[n](): count { return ++n; };
	}
global fv: function(a: count, b: count): count;
function plus(a: count, b: count): count { return a + b; }
event bro_init()
	{
	print fact(10), greet("bro"), greet("bro", "bye");
	print apply(function(n: count): count { return n * 2; }, 21);
	local c1 = counter();
	print c1(), c1();
	fv = plus;
	print fv(1, 2);
	local t: table[string] of function(a: count, b: count): count = table(["p"] = plus);
	print t["p"](3, 4);
	local base = 100;
	local add_base = function[base](n: count): count { return n + base; };
	base = 0;
	print add_base(1);
	}
# expect: 3628800, hello bro, bye bro
# expect: 42
# expect: 1, 2
# expect: 3
# expect: 7
# expect: 101
