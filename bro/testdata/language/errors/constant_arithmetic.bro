# Arithmetic on constants that cannot come out right is warned of before anything runs.
# expect: begins
# expect: ends
print "begins";
local n = 7;
if ( n == 8 )
	{
	print n / 0;	### "warning: division by zero"
	print 5 % 0;	### "warning: division by zero"
	print 10 - 20;	### "warning: count underflow"
	}
print "ends";
