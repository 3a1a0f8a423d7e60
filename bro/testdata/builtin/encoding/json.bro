event bro_init()
	{
	print to_json(vector(1, 2)), to_json("a\"b"), to_json(table(["k"] = 1.5)), to_json(set(1.2.3.4)), to_json(T), to_json(80/tcp);
	}
# expect: [1,2], "a\"b", {"k":1.5}, ["1.2.3.4"], true, {"port":80,"proto":"tcp"}
