##! A queue of anything, first in, first out.

module Queue;

export {
	type Settings: record {
		## If set, the oldest elements go when there are more than these.
		max_len: count &optional;
	};

	## A queue. The fields are not for others.
	type Queue: record {
		## Its elements by number.
		vals: table[count] of any &default=table();
		settings: Settings &optional;
		## The number that the next element gets.
		top: count &default=0;
		## The number of the oldest element.
		bottom: count &default=0;
	};

	## Returns: a new queue.
	global init: function(s: Settings &default=Settings()): Queue;

	## Appends a value.
	global put: function(q: Queue, val: any);

	## Returns: the oldest element, which leaves the queue. There must be one.
	global get: function(q: Queue): any;

	## Returns: the oldest element, which stays. There must be one.
	global peek: function(q: Queue): any;

	## Returns: how many elements there are.
	global len: function(q: Queue): count;

	## Returns: a new queue with the elements of both.
	global merge: function(q1: Queue, q2: Queue): Queue;

	## Appends all elements, oldest first, to a vector.
	##
	## ret: a vector of the elements' type.
	global get_vector: function(q: Queue, ret: vector of any);
}

function init(s: Settings): Queue
	{
	return Queue($settings=s);
	}

function put(q: Queue, val: any)
	{
	if ( q$settings?$max_len && len(q) >= q$settings$max_len )
		get(q);

	q$vals[q$top] = val;
	++q$top;
	}

function get(q: Queue): any
	{
	local val = q$vals[q$bottom];
	delete q$vals[q$bottom];
	++q$bottom;
	return val;
	}

function peek(q: Queue): any
	{
	return q$vals[q$bottom];
	}

function len(q: Queue): count
	{
	return |q$vals|;
	}

function merge(q1: Queue, q2: Queue): Queue
	{
	local all = init(q1$settings);

	for ( i in q1$vals )
		put(all, q1$vals[i]);

	for ( j in q2$vals )
		put(all, q2$vals[j]);

	return all;
	}

function get_vector(q: Queue, ret: vector of any)
	{
	for ( i in q$vals )
		ret[|ret|] = q$vals[i];
	}
