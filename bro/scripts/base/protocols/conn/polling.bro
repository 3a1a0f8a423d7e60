##! Looks at a connection again and again while it lasts.

module ConnPolling;

export {
	## Calls a function for a connection until the connection has ended or
	## the function has had enough.
	##
	## callback: takes the connection and how often it was called before;
	##           returns the time to its next call, negative for never again.
	##
	## cnt: what the callback is given first.
	##
	## i: the time to the first call.
	global watch: function(c: connection, callback: function(c: connection, cnt: count): interval, cnt: count, i: interval);
}

event ConnPolling::check(c: connection, callback: function(c: connection, cnt: count): interval, cnt: count)
	{
	if ( ! connection_exists(c$id) )
		return;

	local again = callback(lookup_connection(c$id), cnt);

	if ( again >= 0 secs )
		watch(c, callback, cnt + 1, again);
	}

function watch(c: connection, callback: function(c: connection, cnt: count): interval, cnt: count, i: interval)
	{
	schedule i { ConnPolling::check(c, callback, cnt) };
	}
