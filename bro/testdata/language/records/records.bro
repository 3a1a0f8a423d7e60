type Inner: record { x: count &default=7; s: set[string]; };
type Outer: record { name: string; inner: Inner; opt: addr &optional; v: vector of count; };
type Small: record { name: string; };
function show(o: Outer) { print o$name, o$inner$x, |o$inner$s|, o?$opt, |o$v|; }
redef record Outer += { extra: string &default="more" &log; };
event bro_init()
	{
	local o: Outer = [$name="n", $inner=[$x=3]];
	show(o);
	show([$name="direct", $inner=Inner()]);
	local p = Outer($name="ctor", $inner=Inner($x=1), $opt=1.2.3.4);
	print p?$opt, p$opt, p$extra;
	delete p$opt;
	print p?$opt;
	local q = p;
	q$name = "shared";
	print p$name;
	local r = copy(p);
	r$name = "copied";
	r$inner$x = 100;
	print p$name, p$inner$x;
	local t: table[Inner] of count;
	t[Inner($x=1)] = 5;
	print Inner($x=1) in t, Inner($x=2) in t;
	print Small($name="s");
	p$inner$x += 1;
	++p$inner$x;
	add p$inner$s["k"];
	print p$inner;
	}
# expect: n, 3, 0, F, 0
# expect: direct, 7, 0, F, 0
# expect: T, 1.2.3.4, more
# expect: F
# expect: shared
# expect: shared, 1
# expect: T, F
# expect: [name=s]
# expect: [x=3, s={
# expect: k
# expect: }]
