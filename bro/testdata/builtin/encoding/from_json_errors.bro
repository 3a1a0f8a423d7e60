# What does not fit the type is an error in the result, not one of the handler.
type B: bool; type V: vector of count; type R: record { a: count; }; type E: enum { RED }; type P: port; type A: addr; type S: set[count, bool];
event bro_init()
	{
	print from_json("[]", B)$err, from_json("{\"a\": \"x\"}", R)$err, from_json("{}", R)$err, from_json("{\"a\": null}", R)$err;
	print from_json("\"GREEN\"", E)$err, from_json("\"80\"", P)$err, from_json("\"1.2.3\"", A)$err, from_json("[-1]", V)$err, from_json("[[1]]", S)$err;
	}
# expect: cannot convert JSON type 'array' to Zeek type 'bool', cannot convert JSON type 'string' to Zeek type 'count', required field R$a is missing in JSON, required field R$a is null in JSON
# expect: 'GREEN' is not a valid enum for 'E'., wrong port format, string must be /[0-9]{1,5}\/(tcp|udp|icmp|unknown)/, failed converting string '1.2.3' to IP address, cannot convert JSON type 'number' to Zeek type 'count', table or set index type does not match: wrong number of parts
