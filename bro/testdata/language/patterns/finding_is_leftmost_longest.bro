# Of several matches the leftmost counts, and of those the longest.
event bro_init()
	{
	print sub("xaab", /a|aa|aab/, "_"), sub("abcd", /bcd|ab/, "_"), find_all_ordered("aXaaX", /a+X?|aX/);
	}
# expect: x_, _cd, [aX, aaX]
