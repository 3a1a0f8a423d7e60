# A pattern that makes backtracking matchers hang is matched in one pass.
event bro_init()
	{
	local s = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
	print /(a+)+$/ in s, /(a|a)*b/ in s, /(a*)*b/ == s, /(a|aa)+$/ in s;
	}
# expect: F, F, F, F
