# ljust, rjust and zfill bring strings to a width.
event bro_init()
	{
	print fmt("[%s] [%s] [%s]", ljust("ab", 5), rjust("ab", 5), ljust("abc", 2));
	print ljust("ab", 4, "."), rjust("ab", 4, "."), zfill("42", 5), zfill("-42", 5), zfill("+4", 4), zfill("abc", 2);
	}
# expect: [ab   ] [   ab] [abc]
# expect: ab.., ..ab, 00042, -0042, +004, abc
