# Functions may return from any branch of the ifs at their end, and from blocks within.

function sign(n: int): string
	{
	local zero = +0;
	if ( n < zero )
		return "negative";
	else if ( n == zero )
		{
		print "zero seen";
		return "zero";
		}
	else
		{
		local s = "positive";
		return s;
		}
	}

function ladder(n: count): count
	{
	if ( n < 10 )
		{
		if ( n < 5 )
			return 0;
		return 1;
		}
	n += 1;
	if ( n > 100 )
		return n;
	return n * 2;
	}

function maybe(b: bool): string
	{
	if ( b )
		return "yes";
	print "no return";
	return "no";
	}

function even(n: count): bool
	{
	if ( n < 1 )
		return T;
	return ! even(n - 1);
	}

event zeek_init()
	{
	print sign(-3), sign(+0), sign(+3);
# expect: zero seen
# expect: negative, zero, positive
	print ladder(3), ladder(7), ladder(10), ladder(100);
# expect: 0, 1, 22, 101
	print maybe(T), maybe(F);
# expect: no return
# expect: yes, no
	print even(6), even(7);
# expect: T, F
	}
