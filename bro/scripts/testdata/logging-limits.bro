# What is too long is cut: strings and containers, of one field and of all, and
# the weirds that tell it.
module Test;

export {
	redef enum Log::ID += { ONE_LOG, ALL_LOG, NONE_LOG };

	type Info: record {
		a: string &log;
		v: vector of string &log &default=vector("one", "two", "three");
		s: set[count] &log &default=set(1, 2, 3);
		z: string &log &default="end";
	};
}

event net_weird(name: string, addl: string)
	{
	print name, addl;
	}

event bro_init()
	{
	Log::create_stream(ONE_LOG, [$columns=Info, $max_field_string_bytes=4, $max_field_container_elements=2]);
	Log::create_stream(ALL_LOG, [$columns=Info, $max_total_string_bytes=12, $max_total_container_elements=4]);
	Log::create_stream(NONE_LOG, [$columns=Info, $max_field_string_bytes=0, $max_total_string_bytes=0]);

	for ( id in set(ONE_LOG, ALL_LOG, NONE_LOG) )
		Log::write(id, [$a="abcdef"]);

	}

