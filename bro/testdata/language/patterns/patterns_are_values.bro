# Patterns are kept, passed, returned and compared like other values.
type Rule: record {
	name: string;
	re: pattern &optional;
};
function either(p: pattern, q: pattern): pattern
	{
	return p | q;
	}
event bro_init()
	{
	local r = Rule($name="word");
	r$re = either(/a/, /b/);
	print r$re == "b", r?$re, type_name(r$re);
	local list = vector(/x+/, /y/);
	for ( i in list )
		print list[i], list[i] == "xx";
	print /a/ == /a/, copy(/a/) == "a";
	}
# expect: T, T, pattern
# expect: /^?(x+)$?/, T
# expect: /^?(y)$?/, F
# expect: T, T
