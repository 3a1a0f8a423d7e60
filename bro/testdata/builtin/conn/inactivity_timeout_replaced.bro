# set_inactivity_timeout gives the timeout that it replaces.
# capture: site.pcap.zst
global done = F;
event connection_established(c: connection)
	{
	if ( done )
		return;
	done = T;
	print set_inactivity_timeout(c$id, 10sec), set_inactivity_timeout(c$id, 5min);
	}
# expect: 5.0 mins, 10.0 secs
