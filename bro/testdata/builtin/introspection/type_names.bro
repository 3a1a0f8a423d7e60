# type_name is the type of a value as scripts write it.
type R: record { a: count; b: set[string] &optional; };
type E: enum { X };
event bro_init()
	{
	print type_name(T), type_name(1), type_name(-1), type_name(1.5), type_name("x"), type_name(80/tcp), type_name(1.2.3.4), type_name(10.0.0.0/8), type_name(1sec), type_name(current_time()), type_name(/a/);
	print type_name(vector(1)), type_name(set(1, 2)), type_name(set([1, "a"])), type_name(table([1] = "a")), type_name(R($a=1)), type_name(X);
	print type_name(strlen), type_name(md5_hash_init()), type_name(open("-")), type_name(bro_init), type_name(function(a: int) { });
	}
# expect: bool, count, int, double, string, port, addr, subnet, interval, time, pattern
# expect: vector of count, set[count], set[count,string], table[count] of string, record { a:count; b:set[string]; }, E
# expect: function(str:string;) : count, opaque of md5, file of string, event(), function(a:int;) : void
