##! The largest observation.

@load ../main

module SumStats;

export {
	redef enum Calculation += { MAX };

	redef record ResultVal += {
		max: double &optional;
	};
}

hook register_observe_plugins()
	{
	register_observe_plugin(MAX, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( ! rv?$max || val > rv$max )
			rv$max = val;
		});
	}
