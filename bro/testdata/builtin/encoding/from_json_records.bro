# from_json fills records: optional fields may be missing or null, keys without a field are passed over.
type In: record { x: count; };
type R: record { a: count; b: string &optional; c: double &default=2.5; d: In &optional; e: vector of string; };
event bro_init()
	{
	local r = from_json("{\"a\": 1, \"b\": null, \"d\": {\"x\": 5}, \"e\": [\"p\", \"q\"], \"more\": [1]}", R);
	print r;
	local v = r$v as R;
	print v$d$x, v$e[1];
	}
# expect: [v=[a=1, b=<uninitialized>, c=2.5, d=[x=5], e=[p, q]], valid=T, err=<uninitialized>]
# expect: 5, q
