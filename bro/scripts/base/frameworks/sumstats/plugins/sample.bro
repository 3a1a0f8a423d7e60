##! Some of the observations, each as likely as any other (reservoir sampling).

@load ../main

module SumStats;

export {
	redef enum Calculation += { SAMPLE };

	redef record Reducer += {
		## How many to keep.
		num_samples: count &default=0;
	};

	redef record ResultVal += {
		samples: vector of Observation &default=vector();
	};
}

hook register_observe_plugins()
	{
	register_observe_plugin(SAMPLE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( |rv$samples| < r$num_samples )
			{
			rv$samples[|rv$samples|] = obs;
			return;
			}

		local i = rand(rv$num);
		if ( i < r$num_samples )
			rv$samples[i] = obs;
		});
	}
