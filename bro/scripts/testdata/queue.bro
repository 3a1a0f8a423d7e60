# A queue forgets its oldest elements, and goes out in order.
@load base/utils/queue

event bro_init()
	{
	local q = Queue::init([$max_len=3]);

	for ( word in vector("a", "b", "c", "d") )
		Queue::put(q, vector("a", "b", "c", "d")[word]);

	local all: vector of string;
	Queue::get_vector(q, all);
	print all;
	print Queue::len(q), Queue::peek(q), Queue::get(q), Queue::len(q);

	local other = Queue::init();
	Queue::put(other, "z");
	local both = Queue::merge(q, other);
	while ( Queue::len(both) > 0 )
		print Queue::get(both);
	}
