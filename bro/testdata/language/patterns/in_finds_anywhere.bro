# A pattern is found anywhere in a string by "in".
event bro_init()
	{
	print /or/ in "forty", /or/ in "or", /or/ in "ro", /or/ !in "ro";
	}
# expect: T, T, F, T
