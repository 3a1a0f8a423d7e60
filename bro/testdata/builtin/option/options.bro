option limit = 5;
option name = "x";
global changed: function(id: string, v: count): count;
function changed(id: string, v: count): count { print "change", id, v; return v + 1; }
function second(id: string, v: count): count { print "second", v; return v; }
event bro_init()
	{
	print Option::set_change_handler("limit", changed), Option::set_change_handler("limit", second, -5);
	print Option::set("limit", 10), limit;
	print Option::set("nope", 1); ### "does not exist"
	print Option::set("limit", "str"); ### "Incompatible type"
	print Option::set("name", "y"), name;
	}
# expect: T, T
# expect: change, limit, 10
# expect: second, 11
# expect: T, 11
# expect: F
# expect: F
# expect: T, y
