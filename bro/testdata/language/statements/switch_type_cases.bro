# case type asks for the type of an any and gives the value a name of that type.
function f(x: any): string
	{
	switch x
		{
		case type count as n: return fmt("count %d", n + 1);
		case type string as s: return "string " + s;
		case type addr, type subnet: return "address";
		default: return "other";
		}
	}
print f(5), f("x"), f(1.2.3.4), f(10.0.0.0/8), f(1.5);
# expect: count 6, string x, address, address, other
