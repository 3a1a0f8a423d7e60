event bro_init()
	{
	local t = double_to_time(1315801931.5);
	print t + 1min, t - 1sec, (t + 30sec) - t, t < t + 1sec, t - t == 0sec;
	print strftime("%Y-%m-%d %H:%M:%S", t), strftime("%b %d %a %j %%", t), strptime("%Y-%m-%d", "2011-09-12"), strptime("%d %b %Y %H:%M:%S", "12 Sep 2011 04:32:11");
	print 1min * 2, 3min / 2, 2min / 1min, 1min + 30sec, 1min > 59sec, |-5sec|, - 5sec;
	print current_time(), network_time();
	print strptime("%Y", "x"); ### "warning: does not have the form"
	}
# expect: 1315801991.5, 1315801930.5, 30.0 secs, T, T
# expect: 2011-09-12 04:32:11, Sep 12 Mon 255 %, 1315785600.0, 1315801931.0
# expect: 2.0 mins, 1.0 min 30.0 secs, 2.0, 1.0 min 30.0 secs, T, 5.0, -5.0 secs
# expect: 1400000000.5, 1400000000.5
# expect: 0.0
