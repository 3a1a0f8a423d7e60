# resize sets the length of a vector and gives the old one; new elements are unset.
event bro_init()
	{
	local v = vector(1, 2, 3);
	print resize(v, 5);
	print |v|;
	print resize(v, 2);
	print v;
	}
# expect: 3
# expect: 5
# expect: 5
# expect: [1, 2]
