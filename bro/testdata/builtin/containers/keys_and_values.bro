# table_keys gives the set of keys, table_values the vector of values.
event bro_init()
	{
	local t = table(["b"] = 2, ["a"] = 1);
	local keys: set[string] = table_keys(t);
	print keys, table_values(t);
	local u: table[count, string] of bool = { [1, "x"] = T };
	print table_keys(u);
	print |table_keys(set(1, 2))|;
	print table_values(set(1)); ### "table_values: requires a table argument"
	}
# expect: {
# expect: b,
# expect: a
# expect: }, [2, 1]
# expect: {
# expect: [1, x]
# expect: }
# expect: 2
