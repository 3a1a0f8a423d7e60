# Which records pass: policies of all streams, of a stream and of a filter, and
# predicates; and in which order they are asked.
module Test;

export {
	redef enum Log::ID += { LOG, OTHER_LOG };

	type Info: record {
		n: count &log;
		by: string &log &default="nobody";
	};

	global log_policy: Log::PolicyHook;
}

hook Log::log_stream_policy(rec: Test::Info, id: Log::ID)
	{
	print "any stream", id, rec$n;

	if ( rec$n == 1 )
		break;
	}

hook Test::log_policy(rec: Test::Info, id: Log::ID, filter: Log::Filter)
	{
	print "stream", filter$name, rec$n;

	if ( rec$n == 2 )
		break;

	rec$by = filter$name;
	}

hook own_policy(rec: Test::Info, id: Log::ID, filter: Log::Filter)
	{
	print "filter", filter$config["say"], rec$n;
	rec$by = "own";
	}

function odd(rec: Test::Info): bool
	{
	print "predicate", rec$n;
	return rec$n % 2 == 1;
	}

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $path="test"]);
	Log::add_filter(LOG, [$name="own", $path="own", $policy=own_policy, $pred=odd, $config=table(["say"] = "hello")]);
	Log::create_stream(OTHER_LOG, [$columns=Info, $path="other"]);

	for ( i in vector("", "", "", "") )
		print Log::write(LOG, [$n=i + 1]);

	Log::write(OTHER_LOG, [$n=5]);
	}
