# str_smith_waterman gives the substrings of the best alignment, in order, and where they are in both strings.
event bro_init()
	{
	local found = str_smith_waterman("xxabcdyyefgzz", "abcd--efg", [$min_strlen=3]);
	for ( i in found )
		print found[i]$str, found[i]$aligns[0]$index, found[i]$aligns[1]$index, found[i]$new;
	print |str_smith_waterman("ab", "abc", [$min_strlen=3])|, |str_smith_waterman("abc", "xyz", [$min_strlen=2])|;
	}
# expect: abcd, 2, 0, T
# expect: efg, 8, 6, F
# expect: 0, 0
