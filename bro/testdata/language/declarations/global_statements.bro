# Statements outside of functions run in the order of the file, before any event.
event bro_init() { print "init"; }
print "one";
local x = 1;
if ( x == 1 )
	print "two";
for ( i in vector(7, 8) )
	print "loop", i;
event late("queued");
event late(s: string) { print s; }
# expect: one
# expect: two
# expect: loop, 0
# expect: loop, 1
# expect: queued
# expect: init
