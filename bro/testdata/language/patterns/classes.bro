# Classes list bytes and ranges; ^ in front negates.
event bro_init()
	{
	print /[a-cx]+/ == "abcx", /[a-c]/ == "d", /[^a-c]/ == "d", /[^a-c]/ == "\n", /[^a-c]/ == "b";
	}
# expect: T, F, T, T, F
