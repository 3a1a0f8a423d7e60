# str_smith_waterman with variant 1 gives all alignments none of which is part of another.
event bro_init()
	{
	local found = str_smith_waterman("..GET..GET..", "GET", [$min_strlen=2, $sw_variant=1]);
	for ( i in found )
		print found[i]$str, found[i]$aligns[0]$index, found[i]$aligns[1]$index, found[i]$new;
	}
# expect: GET, 2, 0, T
# expect: GET, 7, 0, T
