# A function with a result that can reach its end is warned of.
# expect: yes
function never(n: int): bool { }	### "warning: function never may end without returning a value"
function sometimes(n: int): bool	### "warning: function sometimes may end without returning a value"
	{
	if ( n > 0 )
		return T;
	}
function both(n: int): bool { if ( n > 0 ) return T; else return F; }
function chosen(n: int): string
	{
	switch ( n ) { case +1: return "one"; default: return "other"; }
	}
function looping(): count { while ( T ) { if ( both(1) ) return 3; } }
function broken(): count { while ( T ) break; }	### "warning: function broken may end without returning a value"
function nothing() { }
function ends(): count { exit(1); }
if ( both(5) && chosen(1) == "one" && looping() == 3 )
	print "yes";
