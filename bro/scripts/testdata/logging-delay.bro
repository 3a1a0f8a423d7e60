# Records that wait: until all delays are finished, until the functions that
# are given let them pass, until too many wait, or until the end.
module Test;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		n: count &log;
		name: string &log &optional;
	};
}

type Waiting: record {
	rec: Info;
	token: opaque of LogDelayToken;
};

global waiting: table[count] of Waiting;

function once_more(rec: Info, id: Log::ID): bool
	{
	print "ends", rec$n;

	if ( rec$n == 4 && ! rec?$name )
		{
		rec$name = "delayed again";
		Log::delay(id, rec);
		}

	return rec$n != 5;
	}

hook Log::log_stream_policy(rec: Test::Info, id: Log::ID)
	{
	if ( rec$n == 0 )
		return;

	local token = Log::delay(id, rec, once_more);

	if ( rec$n == 1 )
		Log::delay_finish(id, rec, token);

	if ( rec$n == 2 )
		token = Log::delay(id, rec);

	waiting[rec$n] = Waiting($rec=rec, $token=token);

	if ( rec$n == 9 )
		break;
	}

function finish(n: count)
	{
	local w = waiting[n];
	w$rec$name = "finished";
	print "finish", n, Log::delay_finish(LOG, w$rec, w$token), Log::get_delay_queue_size(LOG);
	}

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info, $path="test"]);

	for ( i in vector("", "", "", "", "", "", "") )
		Log::write(LOG, [$n=i]);

	print Log::get_delay_queue_size(LOG);
	finish(2);
	finish(2);
	finish(5);
	finish(3);
	Log::set_max_delay_queue_size(LOG, 1);
	print Log::get_delay_queue_size(LOG);
	Log::set_max_delay_queue_size(LOG, 10);
	Log::write(LOG, [$n=7]);
	Log::write(LOG, [$n=9]);
	print Log::get_delay_queue_size(LOG);
	}
