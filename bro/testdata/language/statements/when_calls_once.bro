# A condition that waits for the value of a call does not make the call again meanwhile.
# advance: 10sec
global calls = 0;
global ready = F;

event finish()
	{
	ready = T;
	}

event nudge(n: count)
	{
	if ( n > 0 )
		schedule 1sec { nudge(n - 1) };
	}

function slow(n: count): count
	{
	++calls;
	return when ( ready ) { return n * 7; }
	}

event bro_init()
	{
	when ( slow(1) + slow(2) == 21 )
		print "calls", calls;
	schedule 4sec { finish() };
	event nudge(8);
	}
# expect: calls, 2
