# timeout runs its block when the condition has not held in time; the body does not run then.
# advance: 10sec
global never = F;
event change() { never = T; }
event bro_init()
	{
	when ( never ) { print "body"; } timeout 2sec { print "timeout"; }
	schedule 5sec { change() };
	}
# expect: timeout
