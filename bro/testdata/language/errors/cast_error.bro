event bro_init()
	{
	local x: any = "str";
	print x as count; ### "value of type string is no count"
	}
