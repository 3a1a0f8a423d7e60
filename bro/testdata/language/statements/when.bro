# advance: 400sec
global x = 0;
global slow: function(): string;
event bump() { ++x; if ( x < 5 ) schedule 1sec { bump() }; }
function wait_for(n: count): count
	{
	return when ( x >= n ) { return x * 10; } timeout 300sec { return 0; }
	}
event bro_init()
	{
	local tag = "frame";
	when ( x == 3 ) { print "three", tag, x; }
	tag = "changed";
	when ( x == 100 ) { print "never"; } timeout 200sec { print "timeout"; }
	when ( local v = wait_for(4) ) { print "waited", v; }
	schedule 1sec { bump() };
	when ( x == 0 ) print "at once";
	}
# expect: at once
# expect: three, frame, 3
# expect: waited, 40
# expect: timeout
