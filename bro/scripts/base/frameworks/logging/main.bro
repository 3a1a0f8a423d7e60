##! The Logging Framework. A stream takes records of one type; its filters
##! decide what of them goes to which log. Fields with the attribute ``&log``
##! become columns.

module Log;

export {
	## Names a stream. Each script that logs adds its own.
	type ID: enum {
		## No stream.
		UNKNOWN
	};

	## Ways to write a log.
	type Writer: enum {
		## Nothing is written; the stream's event is raised all the same.
		WRITER_NONE,
		## Bro's tab-separated lines.
		WRITER_ASCII
	};

	## The writer of filters that do not choose one.
	const default_writer = WRITER_ASCII &redef;

	## Whether logs are written by this process.
	const enable_local_logging = T &redef;

	## A stream.
	type Stream: record {
		## The record type of what is written.
		columns: any;
		## Raised with each record.
		ev: any &optional;
		## What the log is called, unless a filter says so. By default from
		## the stream's name: ``conn`` for ``Conn::LOG``.
		path: string &optional;
	};

	## A filter: a way from a stream to logs.
	type Filter: record {
		## Names the filter among those of its stream.
		name: string;
		writer: Writer &default=default_writer;
		## Whether a record passes; all do without.
		pred: function(rec: any): bool &optional;
		## What the log is called: its file's name without suffix.
		path: string &optional;
		## Chooses the log for each record. Takes precedence over path,
		## which it is given.
		path_func: function(id: ID, path: string, rec: any): string &optional;
		## Only these columns.
		include: set[string] &optional;
		## Not these columns.
		exclude: set[string] &optional;
		## Options of the writer.
		config: table[string] of string &default=table();
	};

	## Stands for a filter that does not exist.
	const no_filter: Filter = [$name="<not found>"];

	## Makes a stream and gives it the default filter.
	##
	## Returns: whether that was possible.
	global create_stream: function(id: ID, stream: Stream): bool;

	## Removes a stream and its filters.
	global remove_stream: function(id: ID): bool;

	## Lets a disabled stream take records again.
	global enable_stream: function(id: ID): bool;

	## Drops what is written to a stream.
	global disable_stream: function(id: ID): bool;

	## Adds a filter to a stream, in place of one of this name.
	##
	## Returns: whether there is such a stream and the filter makes sense.
	global add_filter: function(id: ID, filter: Filter): bool;

	## Removes a filter from a stream.
	global remove_filter: function(id: ID, name: string): bool;

	## Returns: the filter of this name, or ``Log::no_filter``.
	global get_filter: function(id: ID, name: string): Filter;

	## Writes a record to a stream.
	##
	## columns: a record of the stream's type.
	global write: function(id: ID, columns: any): bool;

	## Sets whether the logs of a stream are buffered.
	global set_buf: function(id: ID, buffered: bool): bool;

	## Writes out what is buffered of a stream.
	global flush: function(id: ID): bool;

	## Adds the filter that sends everything to one log.
	global add_default_filter: function(id: ID): bool;

	## Removes that filter.
	global remove_default_filter: function(id: ID): bool;

	## The log of a stream when nobody chose one; for path functions that
	## want it sometimes.
	global default_path_func: function(id: ID, path: string, rec: any): string;

	## The streams there are.
	global active_streams: table[ID] of Stream = table();
}

@load base/bif/logging.bif

# All filters, by stream and name.
global filters: table[ID, string] of Filter;

function create_stream(id: ID, stream: Stream): bool
	{
	if ( ! __create_stream(id, stream) )
		return F;

	active_streams[id] = stream;
	return add_default_filter(id);
	}

function remove_stream(id: ID): bool
	{
	delete active_streams[id];
	return __remove_stream(id);
	}

function enable_stream(id: ID): bool
	{
	return __enable_stream(id);
	}

function disable_stream(id: ID): bool
	{
	return __disable_stream(id);
	}

function add_filter(id: ID, filter: Filter): bool
	{
	filters[id, filter$name] = filter;
	return __add_filter(id, filter);
	}

function remove_filter(id: ID, name: string): bool
	{
	delete filters[id, name];
	return __remove_filter(id, name);
	}

function get_filter(id: ID, name: string): Filter
	{
	if ( [id, name] in filters )
		return filters[id, name];

	return no_filter;
	}

function write(id: ID, columns: any): bool
	{
	return __write(id, columns);
	}

function set_buf(id: ID, buffered: bool): bool
	{
	return __set_buf(id, buffered);
	}

function flush(id: ID): bool
	{
	return __flush(id);
	}

function add_default_filter(id: ID): bool
	{
	return add_filter(id, [$name="default"]);
	}

function remove_default_filter(id: ID): bool
	{
	return remove_filter(id, "default");
	}

function default_path_func(id: ID, path: string, rec: any): string
	{
	return path == "" ? __default_path(id) : path;
	}
