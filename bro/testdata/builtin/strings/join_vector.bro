# join_string_vec puts a separator between the elements; a hole is an empty string.
event bro_init()
	{
	local v: vector of string = vector("a", "b");
	v[3] = "d";
	print join_string_vec(v, "-"), join_string_vec(vector("x"), ", "), |join_string_vec(vector(), ", ")|;
	}
# expect: a-b--d, x, 0
