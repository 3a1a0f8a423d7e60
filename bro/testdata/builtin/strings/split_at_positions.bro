# str_split and str_split_indices cut at offsets; those that are not in order are passed over.
event bro_init()
	{
	print str_split("abcdef", vector(2, 4)), str_split_indices("abcdef", vector(2, 4));
	print str_split("abc", vector(0)), str_split("abc", vector(3)), str_split("abc", vector(9)), str_split("abc", vector(2, 1));
	}
# expect: [ab, cd, ef], [ab, cd, ef]
# expect: [abc], [abc], [abc], [ab, c]
