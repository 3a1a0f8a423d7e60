# A stream that is disabled takes records and drops them, and the handlers of
# its event groups rest.
module Test;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		n: count &log;
	};

	global log_test: event(rec: Info);
}

global say: event(n: count);

event say(n: count) &group="sayers"
	{
	print "said", n;
	Log::write(LOG, [$n=n]);
	}

event log_test(rec: Info)
	{
	print "logged", rec$n;
	}

event step(n: count)
	{
	print "step", n, LOG in Log::active_streams;

	if ( n == 1 )
		Log::disable_stream(LOG);
	if ( n == 2 )
		Log::enable_stream(LOG);

	event say(n);
	print Log::write(LOG, [$n=n + 10]);

	if ( n < 3 )
		event step(n + 1);
	}

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $ev=log_test, $path="test", $event_groups=set("sayers")]);
	event step(0);
	}
