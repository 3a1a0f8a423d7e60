# ^ and $ may stand in alternatives and groups.
event bro_init()
	{
	print /x|^y/ in "ay", /x|^y/ in "ya", /(^|,)b/ in "a,b", /(^|,)b/ in "ab", /b($|;)/ in "b;", /b($|;)/ in "bc";
	}
# expect: F, T, T, F, T, F
