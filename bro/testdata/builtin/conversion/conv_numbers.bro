event bro_init()
	{
	print to_count("42"), to_int("-7"), to_double("1.5"), to_count("9"), int_to_count(+5), count_to_double(3), int_to_double(-2);
	print double_to_count(2.6), double_to_int(-2.4), double_to_time(3.5), time_to_double(double_to_time(2.0)), double_to_interval(61.0), interval_to_double(1min);
	print to_count("abc"); ### "bad conversion to count"
	print to_int("1x"); ### "bad conversion to int"
	}
# expect: 42, -7, 1.5, 9, 5, 3.0, -2.0
# expect: 3, -2, 3.5, 2.0, 1.0 min 1.0 sec, 60.0
# expect: 0
# expect: 0
