# == and != compare a pattern with the whole of a string, in either order.
event bro_init()
	{
	print /ca[rt]/ == "cat", "car" == /ca[rt]/, /ca[rt]/ == "carts";
	print /ca[rt]/ != "scar", "car" != /ca[rt]/;
	}
# expect: T, T, F
# expect: T, F
