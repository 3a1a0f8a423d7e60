# A hook is called with the hook operator, and nothing else is.
# exit: 1
hook asked(n: count) { }
function plain() { }
event zeek_init()
	{
	asked(1);	### "hook cannot be called directly, use hook operator: asked"
	print asked(2);	### "hook cannot be called directly, use hook operator: asked"
	local h = asked;
	if ( h(3) ) print "x";	### "hook cannot be called directly, use hook operator: h"
	hook 2 + 2;	### "not a valid hook call expression" "warning: expression value ignored"
	hook plain();	### "hook called but plain is a function"
	}
