# is tells whether a value has a type.
type R: record { a: count; };
type E: enum { X };
function kind(x: any): string
	{
	if ( x is count ) return "count";
	if ( x is R ) return "R";
	if ( x is E ) return "E";
	if ( x is set[string] ) return "set";
	return "other";
	}
print kind(5), kind(R($a=1)), kind(X), kind(set("a")), kind(set(1)), kind(1.5);
# expect: count, R, E, set, other, other
