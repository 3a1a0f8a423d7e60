# to_json of vectors and sets is an array, of tables and records an object.
type R: record { a: count &log; b: string &optional; _c: count &default=3 &log; };
event bro_init()
	{
	local v: vector of count = vector(1);
	v[2] = 3;
	print to_json(v), to_json(set(1, 2)), to_json(set()), to_json(table([1] = "x", [2] = "y")), to_json(table(["k"] = vector(1)));
	local t: table[string, count] of bool = { ["a", 1] = T };
	print to_json(t), to_json(set([1, T]));
	print to_json(R($a=1)), to_json(R($a=1, $b="x"), T), to_json(R($a=1), F, /^b/);
	}
# expect: [1,null,3], [1,2], [], {"1":"x","2":"y"}, {"k":[1]}
# expect: {"[\"a\",1]":true}, [[1,true]]
# expect: {"a":1,"c":3}, {"a":1,"c":3}, {"a":1,"_c":3}
