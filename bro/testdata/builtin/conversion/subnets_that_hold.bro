# matching_subnets, filter_subnet_table and check_subnet look subnets up in sets and tables; the longest come first.
event bro_init()
	{
	local s: set[subnet] = set(10.0.0.0/8, 10.2.0.0/16, 10.2.0.2/31, 10.1.0.0/16, 5.0.0.0/8);
	print matching_subnets(10.2.0.2/32, s), |matching_subnets(6.0.0.0/8, s)|;
	local t: table[subnet] of string = { [10.0.0.0/8] = "a", [10.2.0.0/16] = "b", [5.0.0.0/8] = "c" };
	print filter_subnet_table(10.2.3.4/32, t);
	print check_subnet(10.2.0.2/32, s), check_subnet(10.2.0.2/31, s), check_subnet(10.2.0.0/16, t);
	}
# expect: [10.2.0.2/31, 10.2.0.0/16, 10.0.0.0/8], 0
# expect: {
# expect: [10.2.0.0/16] = b,
# expect: [10.0.0.0/8] = a
# expect: }
# expect: F, T, T
