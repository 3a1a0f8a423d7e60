# $ is the end of the text, behind a last newline too.
event bro_init()
	{
	print /two$/ in "one two", /two$/ in "two one", /two$/ in "two\n", /two\n$/ in "two\n";
	}
# expect: T, F, F, T
