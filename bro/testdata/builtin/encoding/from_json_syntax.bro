# Text that is no JSON is an error in the result.
type V: vector of count;
event bro_init()
	{
	print from_json("[1", V)$valid, from_json("", V)$valid, from_json("[1] [2]", V)$valid, from_json("{\"a", V)$valid, starts_with(from_json("[1,,2]", V)$err, "JSON parse error");
	}
# expect: F, F, F, F, T
