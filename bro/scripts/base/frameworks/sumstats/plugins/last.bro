##! The latest observations.

@load base/utils/queue
@load ../main

module SumStats;

export {
	redef enum Calculation += { LAST };

	redef record Reducer += {
		## How many to keep.
		num_last_elements: count &default=0;
	};

	redef record ResultVal += {
		## The observations; see get_last.
		last_elements: Queue::Queue &optional;
	};

	## Returns: the latest observations, oldest first.
	global get_last: function(rv: ResultVal): vector of Observation;
}

function get_last(rv: ResultVal): vector of Observation
	{
	local all: vector of Observation = vector();

	if ( rv?$last_elements )
		Queue::get_vector(rv$last_elements, all);

	return all;
	}

hook register_observe_plugins()
	{
	register_observe_plugin(LAST, function(r: Reducer, val: double, obs: Observation, rv: ResultVal)
		{
		if ( r$num_last_elements == 0 )
			return;

		if ( ! rv?$last_elements )
			rv$last_elements = Queue::init([$max_len=r$num_last_elements]);

		Queue::put(rv$last_elements, obs);
		});
	}
