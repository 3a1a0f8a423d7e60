# An alternative in a group may be empty.
event bro_init()
	{
	print /colo(u|)r/ == "color", /colo(|u)r/ == "colour", /a()b/ == "ab";
	}
# expect: T, T, T
