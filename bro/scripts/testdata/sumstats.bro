# Each calculation, thresholds, and what an epoch's end tells.
@load base/frameworks/sumstats

const numbers = vector(1, 2, 3, 4, 4, 5, 9);

function show(ts: time, key: SumStats::Key, result: SumStats::Result)
	{
	local r = result["x"];
	print SumStats::key2str(key), r$num;
	print fmt("sum %.1f average %.4f variance %.4f std_dev %.4f", r$sum, r$average, r$variance, r$std_dev);
	print fmt("max %.1f min %.1f unique %d about %d", r$max, r$min, r$unique, r$hll_unique);
	print |r$samples|, |topk_get_top(r$topk, 1)|;

	local last: vector of count = vector();
	for ( i, o in SumStats::get_last(r) )
		last[i] = o$num;
	print last;
	}

event bro_init()
	{
	local all = SumStats::Reducer($stream="x", $num_last_elements=2, $num_samples=3, $unique_max=5,
		$apply=set(SumStats::STD_DEV, SumStats::SUM, SumStats::MAX, SumStats::MIN, SumStats::UNIQUE,
			SumStats::HLL_UNIQUE, SumStats::LAST, SumStats::SAMPLE, SumStats::TOPK));
	SumStats::create([$name="all", $epoch=1min, $reducers=set(all), $threshold=10.0,
		$threshold_val(key: SumStats::Key, result: SumStats::Result): double = { return result["x"]$sum; },
		$threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
			{ print "crossed", SumStats::key2str(key), result["x"]$sum; },
		$epoch_result=show,
		$epoch_finished(ts: time) = { print "finished"; }]);

	# Even numbers of all hosts together.
	local even = SumStats::Reducer($stream="x", $apply=set(SumStats::SUM),
		$pred(key: SumStats::Key, obs: SumStats::Observation): bool = { return obs$num % 2 == 0; },
		$normalize_key(key: SumStats::Key): SumStats::Key = { return [$str="all hosts"]; });
	SumStats::create([$name="even", $epoch=1min, $reducers=set(even), $threshold_series=vector(2.0, 5.0, 100.0),
		$threshold_val(key: SumStats::Key, result: SumStats::Result): double = { return result["x"]$sum; },
		$threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
			{ print "series", SumStats::key2str(key), result["x"]$sum; }]);

	for ( i in numbers )
		SumStats::observe("x", [$host=1.2.3.4], [$num=numbers[i]]);

	SumStats::observe("nobody listens", [$str="k"], [$dbl=20.5]);
	print |SumStats::request_key("all", [$str="k"])|;
	}
