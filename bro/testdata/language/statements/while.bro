# while repeats as long as its condition holds.
local n = 0;
while ( n < 3 )
	{
	++n;
	if ( n == 2 ) next;
	print n;
	}
while ( T ) { if ( ++n > 5 ) break; }
print n;
while ( F ) print "never";
# expect: 1
# expect: 3
# expect: 6
