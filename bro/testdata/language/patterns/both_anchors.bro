# With ^ and $ a search has to match everything.
event bro_init()
	{
	print /^[0-9]+$/ in "2013", /^[0-9]+$/ in "2013a", /^$/ in "", /^$/ in "a", /^$/ == "";
	}
# expect: T, F, T, F, T
