# when waits for a global in its condition to change.
# advance: 10sec
global ready = F;
event get_ready() { print "set at", network_time(); ready = T; }
event bro_init()
	{
	when ( ready ) { print "seen"; } timeout 1hr { print "too late"; }
	schedule 3sec { get_ready() };
	}
# expect: set at, 3.0
# expect: seen
