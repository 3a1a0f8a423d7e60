# length is the number of elements.
event bro_init()
	{
	print length(vector(1, 2)), length(set(1)), length(table([1] = 2));
	print length("abc"); ### "length: the argument must be a vector or table"
	}
# expect: 2, 1, 1
# expect: 0
