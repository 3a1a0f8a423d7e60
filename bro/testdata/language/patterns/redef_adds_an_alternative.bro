# redef += adds an alternative to a constant.
const interesting = /cat/ &redef;
redef interesting += /dog/;
event bro_init()
	{
	print interesting == "cat", interesting == "dog", interesting == "cow";
	}
# expect: T, T, F
