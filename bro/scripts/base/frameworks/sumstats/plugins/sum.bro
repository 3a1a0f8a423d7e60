##! The sum of observations.

@load ../main

module SumStats;

export {
	redef enum Calculation += { SUM };

	redef record ResultVal += {
		sum: double &default=0.0;
	};
}

hook register_observe_plugins()
	{
	register_observe_plugin(SUM, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		rv$sum += val;
		});
	}
