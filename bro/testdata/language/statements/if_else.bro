# else belongs to the nearest if.
function f(a: bool, b: bool): string
	{
	if ( a )
		if ( b )
			return "both";
		else
			return "a only";
	return "not a";
	}
print f(T, T), f(T, F), f(F, T);
if ( F ) print 1; else if ( F ) print 2; else print 3;
# expect: both, a only, not a
# expect: 3
