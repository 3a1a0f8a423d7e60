##! Counters that speak up less and less often.

export {
	## A counter.
	type TrackCount: record {
		n: count &default=0;
		## The first threshold not crossed yet.
		index: count &default=0;
	};

	## When to speak up, if there is no better idea.
	const default_notice_thresholds: vector of count = {
		30, 100, 1000, 10000, 100000, 1000000, 10000000,
	} &redef;

	## Whether a counter has just crossed a threshold.
	##
	## v: the thresholds, ascending.
	##
	## tracker: the counter, which is brought up to date.
	global check_threshold: function(v: vector of count, tracker: TrackCount): bool;

	## The same with ``default_notice_thresholds``.
	global default_check_threshold: function(tracker: TrackCount): bool;
}

function check_threshold(v: vector of count, tracker: TrackCount): bool
	{
	if ( tracker$index >= |v| || tracker$n < v[tracker$index] )
		return F;

	++tracker$index;
	return T;
	}

function default_check_threshold(tracker: TrackCount): bool
	{
	return check_threshold(default_notice_thresholds, tracker);
	}
