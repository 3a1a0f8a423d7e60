# += adds an alternative to a variable.
event bro_init()
	{
	local p = /one/;
	p += /two/;
	print p == "one", p == "two", p == "onetwo";
	}
# expect: T, T, F
