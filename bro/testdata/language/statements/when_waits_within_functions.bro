# A function that waits may be called by functions in between, several times, in a loop and through values: each call gets its own value.
# advance: 10sec
global ready: set[count];

function double_of(x: count): count
	{
	return when ( x in ready ) { return x * 2; }
	}

function sum_of_two(x: count): count { return double_of(x) + double_of(x + 1); }

function one_after_the_other(x: count): count
	{
	local y = double_of(x);
	if ( y > 2 )
		return double_of(y) + 1;
	return y;
	}

function in_a_loop(n: count): vector of count
	{
	local v: vector of count;
	while ( |v| < n )
		v += double_of(|v| + 1);
	return v;
	}

function recursive(n: count): count
	{
	return n == 0 ? 0 : double_of(n) + recursive(n - 1);
	}

global by_name = table(["d"] = double_of);
type Holder: record { f: function(x: count): count; };

event bro_init() &priority=1
	{
	when ( local a = sum_of_two(1) )
		print "sum_of_two", a;
	when ( local b = one_after_the_other(2) )
		print "one_after_the_other", b;
	when ( local c = in_a_loop(3) )
		print "in_a_loop", c;
	when ( local d = recursive(5) )
		print "recursive", d;
	when ( by_name["d"](1) == 2 )
		print "by name";
	local h = Holder($f=function(x: count): count { return double_of(x) + 100; });
	when ( local e = h$f(2) )
		print "in a field", e;
	}

event next_one(n: count)
	{
	print n;
	add ready[n];
	if ( n < 5 )
		schedule 1sec { next_one(n + 1) };
	}

event bro_init()
	{
	event next_one(1);
	}
# expect: 1
# expect: by name
# expect: 2
# expect: sum_of_two, 6
# expect: in a field, 104
# expect: 3
# expect: in_a_loop, [2, 4, 6]
# expect: 4
# expect: one_after_the_other, 9
# expect: 5
# expect: recursive, 30
