##! An estimate of how many different observations there were, in little
##! memory however many there are.

@load ../main

module SumStats;

export {
	redef enum Calculation += { HLL_UNIQUE };

	redef record Reducer += {
		## The estimate is within this of the truth,
		hll_error_margin: double &default=0.01;
		## with this probability.
		hll_confidence: double &default=0.95;
	};

	redef record ResultVal += {
		hll_unique: count &default=0;
	};
}

redef record ResultVal += {
	card: opaque of cardinality &optional;
};

hook register_observe_plugins()
	{
	register_observe_plugin(HLL_UNIQUE, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( ! rv?$card )
			rv$card = hll_cardinality_init(r$hll_error_margin, r$hll_confidence);

		hll_cardinality_add(rv$card, obs);
		rv$hll_unique = double_to_count(hll_cardinality_estimate(rv$card));
		});
	}
