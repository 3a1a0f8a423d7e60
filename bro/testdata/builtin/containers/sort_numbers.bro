# sort orders a vector in place and gives it.
event bro_init()
	{
	local v = vector(5, 2, 9, 1);
	print sort(v), v;
	print sort(vector(2.5, -1.0)), sort(vector(3min, 1sec)), sort(vector(-1, +3, -7));
	}
# expect: [1, 2, 5, 9], [1, 2, 5, 9]
# expect: [-1.0, 2.5], [1.0 sec, 3.0 mins], [-7, -1, 3]
