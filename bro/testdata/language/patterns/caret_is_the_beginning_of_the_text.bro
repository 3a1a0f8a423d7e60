# ^ is the beginning of the text, and no line within it.
event bro_init()
	{
	print /^two/ in "two three", /^two/ in "one two", /^two/ in "one\ntwo";
	}
# expect: T, F, F
