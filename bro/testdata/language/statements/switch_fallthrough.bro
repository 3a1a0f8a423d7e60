# fallthrough goes on with the statements of the next case.
function f(n: count)
	{
	switch n
		{
		case 1: print "1"; fallthrough;
		case 2: print "2"; fallthrough;
		default: print "default"; break;
		case 3: print "3"; break;
		}
	}
f(1); f(3); f(9);
# expect: 1
# expect: 2
# expect: default
# expect: 3
# expect: default
