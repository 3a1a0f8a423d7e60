# | and & bind tighter than in and ==.
event bro_init()
	{
	print /a/ | /b/ == "b", /a/ & /b/ in "xaby";
	}
# expect: T, T
