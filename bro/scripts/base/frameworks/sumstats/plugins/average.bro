##! The mean of observations.

@load ../main

module SumStats;

export {
	redef enum Calculation += { AVERAGE };

	redef record ResultVal += {
		average: double &optional;
	};
}

hook register_observe_plugins()
	{
	register_observe_plugin(AVERAGE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( ! rv?$average )
			rv$average = val;
		else
			rv$average += (val - rv$average) / rv$num;
		});
	}
