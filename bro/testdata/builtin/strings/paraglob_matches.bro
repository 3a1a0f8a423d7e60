# paraglob_match gives the shell patterns that match a whole string.
event bro_init()
	{
	local g = paraglob_init(vector("*.com", "www.*", "?", "[a-c]x", "[!a]y", "a\\*b", "*"));
	print paraglob_match(g, "www.example.com"), paraglob_match(g, "z"), paraglob_match(g, "bx"), paraglob_match(g, "ay"), paraglob_match(g, "by"), paraglob_match(g, "a*b"), paraglob_match(g, "");
	print paraglob_equals(g, paraglob_init(vector("*"))), paraglob_equals(paraglob_init(vector("a", "b")), paraglob_init(vector("b", "a")));
	}
# expect: [*.com, www.*, *], [?, *], [[a-c]x, *], [*], [[!a]y, *], [a\*b, *], [*]
# expect: F, T
