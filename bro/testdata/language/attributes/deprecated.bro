# What is &deprecated gives a warning where it is used, with its text.
global old = 1 &deprecated="use new";
type R: record { a: count &optional; b: count &optional &deprecated; };
function f(): count &deprecated { return 1; }
event bro_init()
	{
	print old; ### "warning: deprecated (old): use new"
	print f(); ### "warning: deprecated (f)"
	local r: R;
	print r?$b; ### "warning: deprecated (R?$b)"
	}
# expect: 1
# expect: 1
# expect: F
