# [:NAME:] within a class is a class of ASCII.
event bro_init()
	{
	print /[[:digit:]]+/ == "2013", /[[:xdigit:]]+/ == "fFaA09", /[[:alnum:]_]+/ == "a_1", /[[:space:]]+/ == " \t\n\r";
	print /[^[:space:][:digit:]]+/ == "a1", /[[:upper:]][[:lower:]]/ == "Bo", /[[:punct:]]+/ == "!~@[", /[[:blank:]]/ == "\n";
	print /[[:cntrl:]]/ == "\x7f", /[[:print:]]+/ == "a b", /[[:graph:]]+/ == "a b";
	}
# expect: T, T, T, T
# expect: F, T, T, F
# expect: T, T, F
