# sort and order take a function that compares.
function down(a: count, b: count): int { return a > b ? -1 : 1; }
event bro_init()
	{
	print sort(vector(5, 2, 9, 1), down), order(vector(5, 2, 9, 1), down);
	print sort(vector("ccc", "a", "bb", "d"), function(a: string, b: string): int { return strcmp(a, b); });
	print sort(vector(3, 1, 2), function(a: count, b: count): int { return b < a ? 1 : -1; });
	}
# expect: [9, 5, 2, 1], [2, 0, 1, 3]
# expect: [a, bb, ccc, d]
# expect: [1, 2, 3]
