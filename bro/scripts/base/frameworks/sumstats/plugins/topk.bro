##! The most frequent observations.

@load ../main

module SumStats;

export {
	redef enum Calculation += { TOPK };

	redef record Reducer += {
		## How many values to keep an eye on.
		topk_size: count &default=500;
	};

	redef record ResultVal += {
		## The values; see topk_get_top and the like.
		topk: opaque of topk &optional;
	};
}

hook init_resultval_hook(r: Reducer, rv: ResultVal)
	{
	if ( TOPK in r$apply )
		rv$topk = topk_init(r$topk_size);
	}

hook register_observe_plugins()
	{
	register_observe_plugin(TOPK, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		topk_add(rv$topk, obs);
		});
	}
