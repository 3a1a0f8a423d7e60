# Log::delay holds a record back, which is written, after the function given with it was asked, when Log::delay_finish takes the delay back.
module Test;
export {
	redef enum Log::ID += { LOG };
	type Info: record { n: count &log; };
}
global kept: Info;
global token: opaque of LogDelayToken;

function ends(rec: Info, id: Log::ID): bool
	{
	print "ends", rec$n;
	return T;
	}

hook Log::log_stream_policy(rec: Test::Info, id: Log::ID)
	{
	kept = rec;
	token = Log::delay(id, rec, ends);
	}

event Test::written(rec: Info) { print "written", rec$n; }

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $ev=written]);
	Log::remove_default_filter(LOG);
	Log::write(LOG, [$n=1]);
	print "waits";
	kept$n = 2;
	print Log::delay_finish(LOG, kept, token);
	}
# expect: waits
# expect: ends, 2
# expect: T
# expect: written, 2
