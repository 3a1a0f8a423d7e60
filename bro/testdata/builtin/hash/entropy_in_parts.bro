# An entropy test that is fed in parts gives what one of the whole gives, once.
event bro_init()
	{
	local h = entropy_test_init();
	print entropy_test_add(h, "0011aabb"), entropy_test_add(h, "ccdd99887766");
	local r = entropy_test_finish(h);
	local w = find_entropy("0011aabbccdd99887766");
	print r$entropy == w$entropy, r$chi_square == w$chi_square, r$mean == w$mean, r$monte_carlo_pi == w$monte_carlo_pi, r$serial_correlation == w$serial_correlation;
	print entropy_test_add(h, "x");
	print entropy_test_finish(h); ### "entropy_test_finish: the entropy test has been finished already"
	}
# expect: T, T
# expect: T, T, T, T, T
# expect: F
