# Between quotes only escapes have a meaning.
event bro_init()
	{
	print /"a.b*"/ == "a.b*", /"a.b*"/ == "axb", /x"(1)"+/ == "x(1)(1)", /"\""/ == "\"";
	}
# expect: T, F, T, T
