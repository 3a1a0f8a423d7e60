# Option::set of what is no option, or of a value of another type, is a message and F.
option a: count = 1;
global b = 2;
event bro_init()
	{
	print Option::set("nothing", 1); ### "ID 'nothing' does not exist"
	print Option::set("b", 1); ### "ID 'b' is not an option"
	print Option::set("a", "x"); ### "Incompatible type for set of ID 'a': got type 'string', need type 'count'"
	print a;
	}
# expect: F
# expect: F
# expect: F
# expect: 1
