# Change handlers run by falling priority; each gives the value for the next.
option a: count = 1;
function first(id: string, v: count): count { print "first", id, v; return v + 1; }
function second(id: string, v: count, location: string): count { print "second", v, location; return v * 10; }
event bro_init()
	{
	print Option::set_change_handler("a", second, -1), Option::set_change_handler("a", first, 5);
	print Option::set("a", 4, "here"), a;
	}
# expect: T, T
# expect: first, a, 4
# expect: second, 5, here
# expect: T, 50
