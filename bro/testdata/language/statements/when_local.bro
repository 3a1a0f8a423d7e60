# when ( local x = f() ) waits for an asynchronous function and gives its result a name.
# advance: 5sec
global done = F;
function slow(n: count): count { return when ( done ) { return n * 2; } timeout 1hr { return 0; } }
event finish() { done = T; }
event bro_init()
	{
	when ( local r = slow(21) ) { print "result", r; }
	schedule 1sec { finish() };
	print "waits";
	}
# expect: waits
# expect: result, 42
