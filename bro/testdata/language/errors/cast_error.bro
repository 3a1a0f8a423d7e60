event bro_init()
	{
	local x: any = "str";
	print x as count; ### "invalid cast of value with type 'string' to type 'count'"
	}
