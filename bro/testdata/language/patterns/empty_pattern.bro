# The pattern of nothing equals the empty string only, and is in all others.
event bro_init()
	{
	print // == "", // == "a", // in "a";
	print //;
	}
# expect: T, F, T
# expect: /^?()$?/
