# Epochs that end when a script says so.
@load base/frameworks/sumstats

event observe(n: count)
	{
	for ( i in vector(1, 1, 1) )
		SumStats::observe("stream", [$str="key"], [$num=n]);
	}

event bro_init()
	{
	SumStats::create([$name="by hand", $epoch=0secs,
	                  $reducers=set([$stream="stream", $apply=set(SumStats::SUM, SumStats::MAX)]),
	                  $epoch_result(ts: time, key: SumStats::Key, result: SumStats::Result) =
		{
		print key$str, result["stream"]$num, result["stream"]$sum, result["stream"]$max;
		},
	                  $epoch_finished(ts: time) =
		{
		print "finished";
		}]);
	SumStats::create([$name="by time", $epoch=1hr, $reducers=set()]);
	}

event bro_init() &priority=-5
	{
	print SumStats::next_epoch("by time"), SumStats::next_epoch("neither");
	event observe(5);
	print SumStats::next_epoch("by hand");
	event observe(7);
	event observe(8);
	}

event bro_init() &priority=-6
	{
	print SumStats::next_epoch("by hand"), SumStats::next_epoch("by hand");
	}
