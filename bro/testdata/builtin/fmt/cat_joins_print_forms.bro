# cat puts print forms one after the other, cat_sep a separator between them and a default for empty strings.
event bro_init()
	{
	print cat("a", 3, T), cat(), cat(""), cat(1.5, 2sec, 80/tcp);
	print cat_sep("-", "none", "a", "", 3, vector(1)), cat_sep("-", "none"), cat_sep("", "none", 1, 2), cat_sep(", ", "(empty)", "");
	}
# expect: a3T, , , 1.52.0 secs80/tcp
# expect: a-none-3-[1], , 12, (empty)
