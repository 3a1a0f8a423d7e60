# sort of records needs a function; what is no function of two elements is refused, and the vector stays.
type R: record { a: count; };
event bro_init()
	{
	print sort(vector(R($a=2), R($a=1))); ### "comparison function required for sort() with vector of R"
	print sort(vector(2, 1), function(a: string, b: string): int { return 1; }); ### "invalid comparison function in call to sort()"
	print sort(vector(2, 1), 5); ### "second argument to sort() needs to be comparison function"
	print order(vector(2, 1), function(a: count): int { return 1; }); ### "invalid comparison function in call to order()"
	print sort(5); ### "sort() requires vector"
	}
# expect: [[a=2], [a=1]]
# expect: [2, 1]
# expect: [2, 1]
# expect: []
# expect: 5
