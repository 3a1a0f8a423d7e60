# A backslash takes the meaning from operators.
event bro_init()
	{
	print /\.\*\+\?\|/ == ".*+?|", /\(\)\[\]\{\}/ == "()[]{}", /\^\$\\/ == "^$\\", /\/usr\/bin/ == "/usr/bin", /\"/ == "\"";
	}
# expect: T, T, T, T, T
