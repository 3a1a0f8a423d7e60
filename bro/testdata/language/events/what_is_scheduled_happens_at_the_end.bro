# What is still scheduled when the run ends happens then, by its time, before bro_done; the end is no time to schedule more.
event ev(s: string)
	{
	print s, bro_is_terminating();
	schedule 1sec { ev(cat(s, " again")) };
	}
event bro_init()
	{
	schedule 1hr { ev("hour") };
	schedule 1min { ev("minute") };
	schedule -1min { ev("past") };
	schedule 0sec { ev("now") };
	schedule network_time() + 2min { ev("at a time") };
	event ev("raised");
	when ( T == F ) print "never"; timeout 30sec { print "gave up"; }
	}
event bro_done()
	{
	schedule 0sec { ev("not this one") };
	event ev("by done");
	print "done";
	}
# expect: raised, F
# expect: gave up
# expect: past, T
# expect: now, T
# expect: raised again, T
# expect: minute, T
# expect: at a time, T
# expect: hour, T
# expect: done
# expect: by done, T
