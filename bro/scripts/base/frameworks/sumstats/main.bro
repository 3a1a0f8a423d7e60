##! Summary statistics. Scripts observe values of keys: a key is a host or a
##! word, a stream of observations has a name. Reducers turn the observations
##! of a stream into sums, averages, and so on; a SumStat collects what reducers
##! make of each key during an epoch, and speaks up when a threshold is
##! crossed or the epoch ends.
##!
##!     local r: SumStats::Reducer = [$stream="failed logins", $apply=set(SumStats::SUM)];
##!     SumStats::create([$name="guessers", $epoch=5min, $reducers=set(r),
##!         $threshold=10.0,
##!         $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
##!             { return result["failed logins"]$sum; },
##!         $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
##!             { print key$host, "guesses passwords"; }]);
##!     ...
##!     SumStats::observe("failed logins", [$host=c$id$orig_h], [$num=1]);

module SumStats;

export {
	## What can be made of observations. Plugins add theirs.
	type Calculation: enum {
		PLACEHOLDER
	};

	## What is observed.
	type Key: record {
		## What is not a host.
		str: string &optional;
		host: addr &optional;
	};

	## An observation: a number, or a string to count by. One of the fields.
	type Observation: record {
		num: count &optional;
		dbl: double &optional;
		str: string &optional;
	};

	## What to make of the observations of a stream.
	type Reducer: record {
		## The stream.
		stream: string;
		## What to make of them.
		apply: set[Calculation];
		## Whether an observation counts; all do without.
		pred: function(key: SumStats::Key, obs: SumStats::Observation): bool &optional;
		## Gives the key to count an observation under.
		normalize_key: function(key: SumStats::Key): Key &optional;

		# Set by create: the SumStat this belongs to, and what to
		# calculate, in order.
		ssname: string &optional;
		calc_funcs: vector of Calculation &optional;
	};

	## What a reducer has made of a key's observations. Plugins add fields.
	type ResultVal: record {
		## The first observation.
		begin: time;
		## The latest one.
		end: time;
		## How many there were.
		num: count &default=0;
	};

	## What all reducers of a SumStat have made of a key's observations, by
	## stream.
	type Result: table[string] of ResultVal;

	## Results by key.
	type ResultTable: table[Key] of Result;

	type SumStat: record {
		## Names it; each has its own.
		name: string;
		## When to begin anew; with 0 secs when ``next_epoch`` is called.
		epoch: interval;
		reducers: set[Reducer];

		## Gives what is compared with thresholds.
		threshold_val: function(key: SumStats::Key, result: SumStats::Result): double &optional;
		## Speak up when this is reached,
		threshold: double &optional;
		## or each of these, in ascending order.
		threshold_series: vector of double &optional;
		## Called when a threshold is reached; once in an epoch for each.
		threshold_crossed: function(key: SumStats::Key, result: SumStats::Result) &optional;

		## Called for each key when the epoch ends,
		epoch_result: function(ts: time, key: SumStats::Key, result: SumStats::Result) &optional;
		## and after the last.
		epoch_finished: function(ts: time) &optional;
	};

	## Begins to collect.
	global create: function(ss: SumStats::SumStat);

	## Observes a value.
	##
	## id: the stream.
	global observe: function(id: string, key: SumStats::Key, obs: SumStats::Observation);

	## Returns: what there is of a key in this epoch; an empty table if there
	##          is nothing.
	global request_key: function(ss_name: string, key: Key): Result;

	## Ends the epoch of a SumStat whose epochs do not end by themselves.
	##
	## Returns: whether there is such a one.
	global next_epoch: function(ss_name: string): bool;

	## Returns: a key in words.
	global key2str: function(key: SumStats::Key): string;

	## A plugin's calculation: brings a result up to date.
	type ObserveFunc: function(r: Reducer, val: double, obs: Observation, rv: ResultVal);

	## Where plugins register what they calculate.
	global register_observe_plugins: hook();

	## Registers a calculation; for the hook above.
	global register_observe_plugin: function(calc: Calculation, func: ObserveFunc);

	## Says that a calculation needs the result of another.
	global add_observe_plugin_dependency: function(calc: Calculation, depends_on: Calculation);

	## Called with each new result, for plugins to prepare it.
	global init_resultval_hook: hook(r: Reducer, rv: ResultVal);

	## An epoch ends.
	global finish_epoch: event(ss: SumStat);
}

# Which thresholds a key has reached in this epoch.
type Thresholding: record {
	is_threshold_crossed: bool &default=F;
	# How many of the series.
	threshold_series_index: count &default=0;
};

global stats_store: table[string] of SumStat;
global result_store: table[string] of ResultTable;
global threshold_tracker: table[string] of table[Key] of Thresholding;

# Reducers by stream.
global reducer_store: table[string] of set[Reducer];

global calc_store: table[Calculation] of ObserveFunc;
global calc_deps: table[Calculation] of vector of Calculation;

event bro_init() &priority=100000
	{
	hook register_observe_plugins();
	}

function key2str(key: SumStats::Key): string
	{
	local out = "";

	if ( key?$host )
		out = fmt("host=%s", key$host);

	if ( key?$str )
		out = cat(out, out == "" ? "" : ", ", "str=", key$str);

	return fmt("sumstats_key(%s)", out);
	}

function register_observe_plugin(calc: Calculation, func: ObserveFunc)
	{
	calc_store[calc] = func;
	}

function add_observe_plugin_dependency(calc: Calculation, depends_on: Calculation)
	{
	if ( calc !in calc_deps )
		calc_deps[calc] = vector();

	calc_deps[calc][|calc_deps[calc]|] = depends_on;
	}

# Appends a calculation behind those that it needs.
function add_calc(calcs: vector of Calculation, calc: Calculation)
	{
	for ( i in calcs )
		if ( calcs[i] == calc )
			return;

	if ( calc in calc_deps )
		for ( j in calc_deps[calc] )
			add_calc(calcs, calc_deps[calc][j]);

	if ( calc in calc_store )
		calcs[|calcs|] = calc;
	else
		Reporter::error(fmt("SumStats: no plugin calculates %s", calc));
	}

function init_resultval(r: Reducer): ResultVal
	{
	local rv: ResultVal = [$begin=network_time(), $end=network_time()];
	hook init_resultval_hook(r, rv);
	return rv;
	}

function reset(ss: SumStat)
	{
	result_store[ss$name] = table();
	threshold_tracker[ss$name] = table();
	}

function create(ss: SumStats::SumStat)
	{
	if ( ss$name in stats_store )
		{
		Reporter::error(fmt("SumStats: there is a %s already", ss$name));
		return;
		}

	if ( (ss?$threshold || ss?$threshold_series) && (! ss?$threshold_val || ! ss?$threshold_crossed) )
		Reporter::error(fmt("SumStats: %s has a threshold, but lacks threshold_val or threshold_crossed", ss$name));

	for ( r in ss$reducers )
		{
		r$ssname = ss$name;
		r$calc_funcs = vector();

		for ( calc in r$apply )
			add_calc(r$calc_funcs, calc);

		if ( r$stream !in reducer_store )
			reducer_store[r$stream] = set();

		add reducer_store[r$stream][r];
		}

	stats_store[ss$name] = ss;
	reset(ss);

	if ( ss$epoch > 0secs )
		schedule ss$epoch { SumStats::finish_epoch(ss) };
	}

# Whether a key has just reached a threshold.
function check_thresholds(ss: SumStat, key: Key, result: Result): bool
	{
	if ( ! ss?$threshold_val || ! (ss?$threshold || ss?$threshold_series) )
		return F;

	local trackers = threshold_tracker[ss$name];
	if ( key !in trackers )
		trackers[key] = Thresholding();

	local tt = trackers[key];
	local watch = ss$threshold_val(key, result);

	if ( ss?$threshold && ! tt$is_threshold_crossed && watch >= ss$threshold )
		{
		tt$is_threshold_crossed = T;
		return T;
		}

	if ( ss?$threshold_series &&
	     tt$threshold_series_index < |ss$threshold_series| &&
	     watch >= ss$threshold_series[tt$threshold_series_index] )
		{
		++tt$threshold_series_index;
		return T;
		}

	return F;
	}

function threshold_crossed(ss: SumStat, key: Key, result: Result)
	{
	if ( ! ss?$threshold_crossed )
		return;

	# Streams without an observation have a result all the same.
	for ( r in ss$reducers )
		if ( r$stream !in result )
			result[r$stream] = init_resultval(r);

	ss$threshold_crossed(key, result);
	}

function observe(id: string, key: SumStats::Key, obs: SumStats::Observation)
	{
	if ( id !in reducer_store )
		return;

	local val = obs?$num ? obs$num + 0.0 : (obs?$dbl ? obs$dbl : 1.0);

	for ( r in reducer_store[id] )
		{
		local k = r?$normalize_key ? r$normalize_key(copy(key)) : key;

		if ( r?$pred && ! r$pred(k, obs) )
			next;

		local results = result_store[r$ssname];
		if ( k !in results )
			results[k] = table();

		local result = results[k];
		if ( id !in result )
			result[id] = init_resultval(r);

		local rv = result[id];
		++rv$num;
		rv$end = network_time();

		for ( i in r$calc_funcs )
			calc_store[r$calc_funcs[i]](r, val, obs, rv);

		local ss = stats_store[r$ssname];
		if ( check_thresholds(ss, k, result) )
			threshold_crossed(ss, k, result);
		}
	}

function request_key(ss_name: string, key: Key): Result
	{
	if ( ss_name in result_store && key in result_store[ss_name] )
		return result_store[ss_name][key];

	return table();
	}

# Tells the results of an epoch and begins the next.
function end_epoch(ss: SumStat)
	{
	local now = network_time();

	if ( ss?$epoch_result )
		{
		local results = result_store[ss$name];

		for ( key in results )
			ss$epoch_result(now, key, results[key]);
		}

	if ( ss?$epoch_finished )
		ss$epoch_finished(now);

	reset(ss);
	}

event SumStats::finish_epoch(ss: SumStat)
	{
	# What is observed at the end of the run belongs to the last epoch.
	if ( ss$epoch > 0secs && bro_is_terminating() )
		return;

	end_epoch(ss);

	if ( ss$epoch > 0secs )
		schedule ss$epoch { SumStats::finish_epoch(ss) };
	}

event bro_done() &priority=100
	{
	for ( name, ss in stats_store )
		if ( ss$epoch > 0secs )
			end_epoch(ss);
	}

function next_epoch(ss_name: string): bool
	{
	if ( ss_name !in stats_store || stats_store[ss_name]$epoch > 0secs )
		return F;

	event SumStats::finish_epoch(stats_store[ss_name]);
	return T;
	}
