# next goes on with the next element, break leaves the loop that it stands in.
for ( i in vector(0, 1, 2, 3, 4) )
	{
	if ( i == 1 ) next;
	if ( i == 3 ) break;
	for ( j in vector(0, 1, 2) )
		{
		if ( j == 1 ) break;
		print i, j;
		}
	}
# expect: 0, 0
# expect: 2, 0
