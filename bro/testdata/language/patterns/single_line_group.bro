# (?s:...) lets a dot be a newline within the group only.
event bro_init()
	{
	print /(?s:.)-./ == "\n-x", /(?s:.)-./ == "x-\n";
	}
# expect: T, F
