# Labels that follow each other share statements; a case may be empty.
function f(n: count): string
	{
	switch n
		{
		case 1:
		case 2:
			return "1 or 2";
		case 3, 4:
		default:
			return "rest";
		}
	}
print f(1), f(2), f(3), f(7);
# expect: 1 or 2, 1 or 2, rest, rest
