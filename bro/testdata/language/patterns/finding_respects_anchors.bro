# ^ and $ are the ends of the text, not of what is left of it.
event bro_init()
	{
	print gsub("aaa", /^a/, "b"), gsub("aaa", /a$/, "b"), sub("testme", /^est/, "x"), split_string("a,b,", /,$/);
	print gsub("  x  ", /^[ ]+|[ ]+$/, "");
	}
# expect: baa, aab, testme, [a,b, ]
# expect: x
