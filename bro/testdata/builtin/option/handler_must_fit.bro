# A change handler has the types of its option.
option a: count = 1;
event bro_init()
	{
	print Option::set_change_handler("a", 5); ### "Option::on_change needs function argument; got 'count' for ID 'a'"
	print Option::set_change_handler("a", function(id: string): count { return 1; }); ### "Wrong number of arguments for passed function in Option::on_change for ID 'a'; expected 2 or 3, got 1"
	print Option::set_change_handler("a", function(id: string, v: string): count { return 1; }); ### "Second argument of passed function has to be count in Option::on_change for ID 'a'; got 'string'"
	print Option::set_change_handler("a", function(id: string, v: count): string { return ""; }); ### "Passed function needs to return type 'count' for ID 'a'; got 'string'"
	print Option::set_change_handler("nothing", function(id: string, v: count): count { return v; }); ### "ID 'nothing' does not exist"
	}
# expect: F
# expect: F
# expect: F
# expect: F
# expect: F
