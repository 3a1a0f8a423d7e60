# Arrays of strings, which count from 1 up to the first that is missing, are joined and sorted.
event bro_init()
	{
	local a: table[count] of string = { [1] = "c", [2] = "a", [3] = "b", [0] = "zero", [9] = "nine" };
	print cat_string_array(a), cat_string_array_n(a, 0, 2), join_string_array("-", a);
	print sort_string_array(a);
	print cat_string_array_n(a, 3, 9), |cat_string_array_n(a, 5, 4)|;
	}
# expect: cab, zeroca, c-a-b
# expect: {
# expect: [1] = a,
# expect: [2] = b,
# expect: [3] = c
# expect: }
# expect: b, 0
