# split_n and split_string_n cut a number of times, with or without the separators.
event bro_init()
	{
	print split_string_n("a.b.c.d", /\./, F, 2), split_string_n("a.b.c.d", /\./, T, 1), split_string_n("a.b.c", /\./, F, 0);
	print split_n("a.b.c", /\./, F, 1)[2], split_n("a.b.c", /\./, T, 1)[2];
	}
# expect: [a, b, c.d], [a, ., b.c.d], [a, b, c]
# expect: b.c, .
