# A local within an expression needs a body around it, and a name that is not taken there.
global g = (local x = 3); ### "a local variable needs a function"
event bro_init()
	{
	local a = 1;
	print (local a = 2); ### "a is already defined in this block"
	print (local g = 2); ### "already a global identifier: g"
	print (local b = 2) + 1; ### "type clash"
	print (local zeek_init); ### "expected \"=\""
	}
# exit: 1
