# Numbers become numbers of other types; doubles are rounded to the nearest, halves to even.
event bro_init()
	{
	print int_to_count(5), count_to_int(5), int_to_double(-5), count_to_double(5);
	print double_to_count(3.5), double_to_count(2.5), double_to_count(2.4), double_to_int(-3.5), double_to_int(-2.5), double_to_int(0.6);
	print type_name(int_to_count(+5)), type_name(count_to_int(5)), type_name(double_to_int(1.0));
	}
# expect: 5, 5, -5.0, 5.0
# expect: 4, 2, 2, -4, -2, 1
# expect: count, int, int
