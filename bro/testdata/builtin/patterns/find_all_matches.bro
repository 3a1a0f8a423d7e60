# find_all gives the set, find_all_ordered the vector of all matches; too long strings are not searched.
event bro_init()
	{
	print find_all("a1b22a1", /[0-9]+/);
	print find_all_ordered("a1b22a1", /[0-9]+/), |find_all_ordered("abc", /[0-9]/)|;
	print |find_all("a1b2", /[0-9]/, 3)|, |find_all_ordered("a1b2", /[0-9]/, 4)|;
	}
# expect: {
# expect: 1,
# expect: 22
# expect: }
# expect: [1, 22, 1], 0
# expect: 0, 2
