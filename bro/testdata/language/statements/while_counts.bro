# A while loop that counts a variable up honours next, break, return and changes of either variable.

function find(n: count, wanted: count): count
	{
	local i = 0;
	while ( i < n )
		{
		if ( i == wanted )
			return i + 100;
		++i;
		}
	return i;
	}

event zeek_init()
	{
	local i = 0;
	local n = 6;
	local seen = "";
	while ( i < n )
		{
		if ( i == 1 )
			{
			i = 3;
			next;
			}
		seen += cat(i);
		if ( i == 4 )
			n = 5;
		++i;
		}
	print seen, i;
# expect: 034, 5
	i = 0;
	while ( i < n )
		{
		if ( i == 2 )
			break;
		++i;
		}
	print i, find(4, 2), find(4, 9);
# expect: 2, 102, 4
	while ( i < n ) ++i;
	while ( i < n ) { }
	while ( i < n ) { ; }
	print i;
# expect: 5
	}
