# Times and intervals become seconds, and back.
event bro_init()
	{
	print double_to_time(1234567.5), time_to_double(double_to_time(1234567.5)), double_to_interval(90.0), interval_to_double(2min);
	print type_name(double_to_time(1.0)), type_name(double_to_interval(1.0));
	}
# expect: 1234567.5, 1234567.5, 1.0 min 30.0 secs, 120.0
# expect: time, interval
