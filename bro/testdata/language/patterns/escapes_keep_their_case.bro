# An escaped byte stands for itself only, whatever the flag.
event bro_init()
	{
	print /\x41b/i == "AB", /\x41b/i == "aB";
	}
# expect: T, F
