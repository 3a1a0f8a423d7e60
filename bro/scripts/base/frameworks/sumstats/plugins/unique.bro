##! How many different observations there were.

@load ../main

module SumStats;

export {
	redef enum Calculation += { UNIQUE };

	redef record Reducer += {
		## Count no further than this: what is known of a key takes
		## memory for each different observation.
		unique_max: count &optional;
	};

	redef record ResultVal += {
		unique: count &default=0;
	};
}

redef record ResultVal += {
	unique_vals: set[Observation] &optional;
};

hook register_observe_plugins()
	{
	register_observe_plugin(UNIQUE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( ! rv?$unique_vals )
			rv$unique_vals = set();

		if ( r?$unique_max && |rv$unique_vals| >= r$unique_max )
			return;

		add rv$unique_vals[obs];
		rv$unique = |rv$unique_vals|;
		});
	}
