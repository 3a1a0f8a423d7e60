# strip, lstrip and rstrip take blanks, or the given bytes, off the ends.
event bro_init()
	{
	print fmt("[%s] [%s] [%s]", strip(" \t a b \n"), strip(""), strip("   "));
	print fmt("[%s] [%s]", lstrip("  ab  "), rstrip("  ab  "));
	print fmt("[%s] [%s]", lstrip("xxabxx", "x"), rstrip("abyx", "xy"));
	}
# expect: [a b] [] []
# expect: [ab  ] [  ab]
# expect: [abxx] [ab]
