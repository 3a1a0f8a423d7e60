# A statement that only works out a value is a warning.
event bro_init()
	{
	local a = 1;
	a + 1; ### "warning: expression value ignored"
	a == 1; ### "warning: expression value ignored"
	print a;
	}
# expect: 1
