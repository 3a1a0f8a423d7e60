# Packets wait until continue_processing was called as often as suspend_processing; when nothing could call it they go on.
# advance: 2sec
# report: info: processing suspended
# report: info: processing continued
# report: info: processing suspended
# report: warning: nothing is left that could continue it
event bro_init()
	{
	print is_processing_suspended();
	suspend_processing();
	suspend_processing();
	continue_processing();
	print is_processing_suspended();
	continue_processing();
	continue_processing();
	print is_processing_suspended();
	suspend_processing();
	}

event net_done(t: time) { print t, is_processing_suspended(); }
# expect: F
# expect: T
# expect: F
# expect: 2.0, F
