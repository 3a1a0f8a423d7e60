# What logs are called: after the stream, as the stream or a filter says, or
# for each record as a function says; a filter
# that takes the place of another goes on with its log.
module SomeThing;

export {
	redef enum Log::ID += { LOG, EXTRA_LOG, NAMED };

	type Info: record {
		n: count &log;
	};
}

function by_size(id: Log::ID, path: string, rec: Info): string
	{
	return cat(path == "" ? "first" : path, rec$n > 1 ? "-large" : "-small");
	}

function constant(id: Log::ID, path: string, rec: Info): string
	{
	print "path was", path;
	return "constant";
	}

event bro_init()
	{
	Log::create_stream(LOG, [$columns=Info]);
	Log::create_stream(EXTRA_LOG, [$columns=Info]);
	Log::create_stream(NAMED, [$columns=Info, $path="named"]);

	Log::add_filter(NAMED, [$name="sizes", $path_func=by_size]);
	Log::add_filter(NAMED, [$name="constant", $path_func=constant]);

	for ( id in set(LOG, EXTRA_LOG, NAMED) )
		for ( i in vector("", "") )
			Log::write(id, [$n=i + 1]);

	print Log::get_filter(NAMED, "default")$path;
	print Log::get_filter(NAMED, "no such filter")$name;
	print Log::remove_filter(NAMED, "no such filter");

	Log::add_filter(EXTRA_LOG, [$name="default"]);
	Log::write(EXTRA_LOG, [$n=3]);

	# What a stream leaves behind may be written anew.
	Log::remove_stream(NAMED);
	print Log::write(NAMED, [$n=4]);
	print NAMED in Log::active_streams;
	Log::create_stream(NAMED, [$columns=Info, $path="named"]);
	print Log::write(NAMED, [$n=5]);
	}
