# Conditions are bools, and times are intervals: numbers are neither.
# exit: 1
event later() { }
event zeek_init()
	{
	local n = 5;
	if ( 5 ) print 1;	### "conditional in test must be boolean: if condition is count"
	while ( n ) print 1;	### "conditional in test must be boolean: while condition is count"
	print n ? 1 : 2;	### "condition of ?:: type mismatch: expected bool, found count"
	when ( n ) { } timeout 5 { }	### "conditional in test must be boolean: when condition is count" "when timeout: type mismatch: expected interval, found count"
	schedule 5 { later() };	### "schedule expression requires a time interval, not count"
	local i: interval = 5;	### "initialization of i: type mismatch: expected interval, found count"
	}
global t: table[count] of count &create_expire=5;	### "&create_expire: type mismatch: expected interval, found count"
event zeek_init() &priority="x" { }	### "&priority: type mismatch: expected int, found string"
