# The condition of a when is tried again when a global that it names has changed, or what that holds; an error in it is reported, and it goes on waiting.
# advance: 30sec
global tries = 0;
global flag = F;
global names: set[string];
global limit: count;
global answer: function(): string;
type R: record { v: vector of count; };
global r: R;
function try(b: bool): bool { ++tries; return b; }
event bro_init()
	{
	when ( try(flag) ) print "flag", tries;
	when ( "b" in names ) print "names", |names|;
	when ( limit > 3 ) print "limit", limit; ### "value used but not set (limit)"
	when ( local a = answer() ) print a; ### "value used but not set (answer)"
	when ( |r$v| == 2 ) print r; timeout 20sec { print "no"; }
	schedule 5sec { change() };
	}
global step = 0;
event change()
	{
	print network_time();
	switch ( ++step )
		{
		case 1: add names["a"]; limit = 2; r$v += 1; break;
		case 2: add names["b"]; limit = 4; r$v += 2; break;
		case 3: flag = T; answer = function(): string { return "answered"; }; break;
		}
	if ( step < 3 ) schedule 5sec { change() };
	}
# expect: 5.0
# expect: 10.0
# expect: names, 2
# expect: limit, 4
# expect: [v=[1, 2]]
# expect: 15.0
# expect: flag, 2
# expect: answered
