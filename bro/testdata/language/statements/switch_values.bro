# switch runs the case that has the value; break ends it; default is for all others.
function f(n: count): string
	{
	switch ( n )
		{
		case 1: return "one";
		case 2, 3: return "few";
		case 4:
			break;
		default: return "many";
		}
	return "four";
	}
print f(1), f(2), f(3), f(4), f(5);
# expect: one, few, few, four, many
