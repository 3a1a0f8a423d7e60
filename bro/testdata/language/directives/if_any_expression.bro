# A condition may be any expression of what is declared so far: containers, records, patterns, built-in functions, loops and anonymous functions.
module M;
export {
	type Kind: enum { SMALL, LARGE };
	type Limits: record { low: count &default=2; high: count &optional; };
	const kinds: set[Kind] = { SMALL } &redef;
	const names = table(["a"] = 1, ["b"] = 2) &redef;
	const limits = Limits($high=9);
	global longest: function(v: vector of string): count;
}
redef kinds += { LARGE };

function longest(v: vector of string): count
	{
	local most = 0;
	for ( i in v )
		if ( |v[i]| > most )
			most = |v[i]|;
	return most;
	}

module GLOBAL;

function sum(n: count): count { return n == 0 ? 0 : n + sum(n - 1); }

@if ( M::LARGE in M::kinds && |M::names| == 2 )
print "containers";
@endif
@if ( M::limits?$high && M::limits$low + M::limits$high == 11 )
print "records";
@endif
@if ( fmt("%05.1f", 2.25) == /00.*/ && to_upper("x") == "X" && 10.1.2.3 in 10.0.0.0/8 )
print "built-in functions and patterns";
@endif
@if ( M::longest(vector("a", "bcd", "ef")) == 3 && sum(10) == 55 )
print "loops and recursion";
@endif
@if ( (function(x: count): bool { return x > 4; })(5) )
print "anonymous functions";
@endif
@if ( "c" in M::names )
print "no";
@else if ( M::names["b"] == 2 )
print "else";
@endif
# expect: containers
# expect: records
# expect: built-in functions and patterns
# expect: loops and recursion
# expect: anonymous functions
# expect: else
