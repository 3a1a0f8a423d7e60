global h: hook(s: string);
global empty_hook: hook();
hook h(s: string) &priority=10 { print "ten", s; if ( s == "stop" ) break; }
hook h(s: string) &priority=5 { print "five"; if ( s == "ret" ) return; print "after"; }
hook h(s: string) { print "zero"; for ( i in vector(1, 2) ) break; }
event bro_init()
	{
	print hook h("go");
	print hook h("stop");
	if ( hook h("ret") ) print "ok";
	print hook empty_hook();
	}
# expect: ten, go
# expect: five
# expect: after
# expect: zero
# expect: T
# expect: ten, stop
# expect: F
# expect: ten, ret
# expect: five
# expect: zero
# expect: ok
# expect: T
