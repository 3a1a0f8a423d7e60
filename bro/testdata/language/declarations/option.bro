# An option is constant in scripts; Option::set changes it, and its handlers see the change.
module M;
export { option level = 3; }
function changed(id: string, v: count): count { print "change", id, v; return v + 1; }
event bro_init()
	{
	Option::set_change_handler("M::level", changed);
	print Option::set("M::level", 7), level;
	}
# expect: change, M::level, 7
# expect: T, 8
