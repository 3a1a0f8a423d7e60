# A while loop that counts up to a constant runs its body that often, whatever the body does with the variable.

function rounds(from: count): count
	{
	local i = from;
	local n = 0;
	while ( i < 5 )
		{
		++n;
		if ( i == 2 )
			i = 3;
		++i;
		}
	while ( i < 3 )
		return 99;
	return n;
	}

function endless()
	{
	local i = 0;
	while ( i < 7 )
		{
		if ( i == 3 )
			i = 18446744073709551615;
		++i;  ### "overflow"
		}
	}

event zeek_init()
	{
	local i = 0;
	while ( i < 3 ) ++i;
	print i, rounds(0), rounds(4), rounds(5);
# expect: 3, 4, 1, 0
	while ( i < 10 )
		{
		local j = 0;
		while ( j < 4 )
			{
			if ( j == 2 )
				break;
			++j;
			}
		i += j;
		}
	print i;
# expect: 11
	endless();
	}

event zeek_init() &priority=-1
	{
	local f = function(n: count): count { local k = 0; while ( k < 1000 ) { k += n; } return k; };
	print f(300);
# expect: 1200
	}
