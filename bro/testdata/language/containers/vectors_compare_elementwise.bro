# == and the other comparisons of vectors go element by element and give a vector of bool.
event bro_init()
	{
	local v = vector(1, 2, 3);
	print v == vector(1, 5, 3), v != vector(1, 5, 3), v < vector(2, 2, 2), v >= 2;
	print vector("a", "b") == vector("a", "c"), all_set(v == copy(v)), any_set(v == vector(7, 8, 9));
	local w = v == vector(1); ### "vector operands are of different sizes"
	}
# expect: [T, F, T], [F, T, F], [T, F, F], [F, T, T]
# expect: [T, F], T, F
