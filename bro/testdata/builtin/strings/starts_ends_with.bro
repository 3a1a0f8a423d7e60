# starts_with and ends_with; remove_prefix and remove_suffix take off what is there.
event bro_init()
	{
	print starts_with("abc", "ab"), starts_with("abc", "bc"), ends_with("abc", "bc"), ends_with("abc", "abcd"), starts_with("abc", "");
	print remove_prefix("abc", "ab"), remove_prefix("abc", "x"), remove_suffix("abc", "bc"), remove_suffix("abc", "ab");
	}
# expect: T, F, T, F, T
# expect: c, abc, a, abc
