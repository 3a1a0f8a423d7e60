# Reading goes on after a syntax error, so that all are reported.
# exit: 1
event bro_init()
	{
	local a = ; ### "syntax error"
	print "fine";
	if ( T ) ) print 1; ### "syntax error"
	}
function f(: count) { } ### "syntax error"
global x: = 3; ### "syntax error"
print "not run";
