# from_json makes values of all types that JSON can tell.
type E: enum { RED, BLUE };
type T1: vector of count; type T2: set[addr, port]; type T3: table[count] of string; type T4: pattern; type T5: interval; type T6: subnet; type T7: time; type T8: double;
event bro_init()
	{
	print from_json("[1, 2]", T1), from_json("[[\"1.2.3.4\", \"80/tcp\"]]", T2)$v, from_json("{\"1\":\"a\"}", T3)$v;
	print from_json("\"/a+/\"", T4)$v, from_json("90", T5)$v, from_json("\"10.0.0.0/8\"", T6)$v, from_json("1.5", T7)$v, from_json("2", T8)$v, from_json("\"BLUE\"", E)$v;
	}
# expect: [v=[1, 2], valid=T, err=<uninitialized>], {
# expect: [1.2.3.4, 80/tcp]
# expect: }, {
# expect: [1] = a
# expect: }
# expect: /^?(a+)$?/, 1.0 min 30.0 secs, 10.0.0.0/8, 1.5, 2.0, BLUE
