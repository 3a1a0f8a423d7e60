##! The variance of observations, calculated as they come (Welford).

@load ./average

module SumStats;

export {
	redef enum Calculation += { VARIANCE };

	redef record ResultVal += {
		## Of the population; unset without an observation.
		variance: double &optional;
	};
}

redef record ResultVal += {
	# The mean of all observations but the latest.
	prev_avg: double &optional;
	# The sum of squared distances from the mean.
	var_s: double &default=0.0;
};

hook register_observe_plugins()
	{
	register_observe_plugin(VARIANCE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( rv$num > 1 )
			rv$var_s += (val - rv$prev_avg) * (val - rv$average);

		rv$variance = rv$num > 1 ? rv$var_s / (rv$num - 1) : 0.0;
		rv$prev_avg = rv$average;
		});

	add_observe_plugin_dependency(VARIANCE, AVERAGE);
	}
