# str_split and str_split_indices cut before each position, which count from 1.
event bro_init()
	{
	print str_split("abcdef", vector(3, 5)), str_split_indices("abcdef", vector(3, 5));
	print str_split("abc", vector(1)), str_split("abc", vector(9)), str_split("abc", vector(3, 2));
	}
# expect: [ab, cd, ef], [ab, cd, ef]
# expect: [abc], [abc], [ab, c]
