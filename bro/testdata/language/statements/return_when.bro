# advance: 400sec
global ready = F;
event go() { ready = T; }
function num(): count { return when ( ready ) { return 5; } timeout 9000sec { return 0; } }
function txt(): string { return when ( ready ) { return "five"; } timeout 9000sec { return "none"; } }
function never(): string { return when ( F ) { return "x"; } timeout 100sec { return "timed out"; } }
event bro_init()
	{
	when ( local n = num() ) { print n, n + 1; }
	when ( local s = txt() ) { print s; }
	when ( num() + 1 == 6 && |txt()| == 4 ) { print "both"; }
	when ( local x = never() ) { print x; }
	schedule 50sec { go() };
	}
# expect: 5, 6
# expect: five
# expect: both
# expect: timed out
