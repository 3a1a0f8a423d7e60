##! The smallest observation.

@load ../main

module SumStats;

export {
	redef enum Calculation += { MIN };

	redef record ResultVal += {
		min: double &optional;
	};
}

hook register_observe_plugins()
	{
	register_observe_plugin(MIN, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( ! rv?$min || val < rv$min )
			rv$min = val;
		});
	}
