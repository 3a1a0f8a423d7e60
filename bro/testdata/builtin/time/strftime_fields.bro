# strftime writes dates in UTC.
event bro_init()
	{
	local t = double_to_time(1234567890.0);
	print strftime("%Y-%m-%d %H:%M:%S", t), strftime("%y %b %B %a %A", t), strftime("%D %T %R %F", t), strftime("%j %U %W %u %w %e|%k|%l %p", t), strftime("%s %n%t%%%C %G %V %g %I", t) != "";
	print strftime("", t) == "", strftime("100%", t);
	}
# expect: 2009-02-13 23:31:30, 09 Feb February Fri Friday, 02/13/09 23:31:30 23:31 2009-02-13, 044 06 06 5 5 13|23|11 PM, T
# expect: T, 100%
