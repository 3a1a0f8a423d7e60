# A variable without a value has none in each call, whatever other calls left behind.

function fill(a: count, b: string): string
	{
	local c = 7;
	local d = fmt("%s%d%d", b, a, c);
	return d;
	}

function unset(set_it: bool): count
	{
	local early = 1;
	local x: count;
	local t: table[count] of count;
	if ( set_it )
		x = 5;
	t[early] = |t|;
	if ( |t| != 1 )
		return 0;
	return x; ### "used but not set"
	}

event zeek_init()
	{
	print fill(1, "a"), unset(T);
# expect: a17, 5
	print fill(2, "b"), unset(F);
	print "not reached";
	}

event zeek_init() &priority=-1
	{
	print unset(T);
# expect: 5
	}
