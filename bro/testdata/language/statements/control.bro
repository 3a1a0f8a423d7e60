function f(n: count): string
	{
	switch ( n ) {
	case 1, 2: return "low";
	case 3: fallthrough;
	case 4: return "mid";
	case 9: break;
	default: return "other";
	}
	return "nine";
	}
event bro_init()
	{
	print f(1), f(2), f(3), f(4), f(5), f(9);
	local i = 0;
	while ( T )
		{
		++i;
		if ( i == 2 ) next;
		if ( i > 4 ) break;
		print i;
		}
	for ( j in vector(10, 20, 30) )
		{
		if ( j == 1 ) next;
		print j;
		}
	local s = "b";
	switch ( s ) { case "a": print "A"; break; case "b": print "B"; break; }
	if ( i == 5 ) print "five"; else if ( i == 6 ) print "six"; else print "no";
	print i > 4 ? "big" : "small";
	local x: any = 5;
	switch ( x ) { case type count as c: print "count", c + 1; break; case type string: print "string"; break; }
	switch ( 80/tcp ) { case 80/tcp: print "http"; break; default: print "?"; break; }
	}
# expect: low, low, mid, mid, other, nine
# expect: 1
# expect: 3
# expect: 4
# expect: 0
# expect: 2
# expect: B
# expect: five
# expect: big
# expect: count, 6
# expect: http
