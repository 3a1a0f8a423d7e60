# Strings are split at all matches, or at the first ones.
event bro_init()
	{
	print split_string("k = v;  w", /[ ]*[=;][ ]*/);
	print split_string1("a::b::c", /::/), split_string_n("a1b2c", /[0-9]/, T, 1), split_string_all("1-2", /-/);
	print split("a b", / /)[2];
	}
# expect: [k, v, w]
# expect: [a, b::c], [a, 1, b2c], [1, -, 2]
# expect: b
