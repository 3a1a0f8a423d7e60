type R: record { a: count; };
function what(x: any): string
	{
	switch ( x ) {
	case type string as s: return "string " + s;
	case type count: return "number";
	case type int: return "number";
	case type R as r: return fmt("R %d", r$a);
	default: return "other";
	}
	return "";
	}
event bro_init() { local r: R = [$a=4]; print what("x"), what(1), what(-1), what(r), what(1.5); }
# expect: string x, number, number, R 4, other
