# A pattern prints with what == means: the whole text.
event bro_init()
	{
	print /a|b/, /"x"\/\n/;
	print fmt("%s", /[^a]/), cat(/a{1,2}/);
	}
# expect: /^?(a|b)$?/, /^?("x"\/\n)$?/
# expect: /^?([^a])$?/, /^?(a{1,2})$?/
