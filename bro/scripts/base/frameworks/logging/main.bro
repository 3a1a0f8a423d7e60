##! The Logging Framework. A stream takes records of one type; its filters
##! decide what of them goes to which log. Fields with the attribute ``&log``
##! become columns.

module Log;

export {
	## Names a stream. Each script that logs adds its own.
	type ID: enum {
		## No stream.
		UNKNOWN,
		## What is printed, if ``print_to_log`` says so.
		PRINTLOG
	};

	## Ways to write a log.
	type Writer: enum {
		## Nothing is written; the stream's event is raised all the same.
		WRITER_NONE,
		## Bro's tab-separated lines, or JSON objects.
		WRITER_ASCII,
		## A database. This engine has no such writer: adding a filter with
		## it is an error.
		WRITER_SQLITE
	};

	## The writer of filters that do not choose one.
	const default_writer = WRITER_ASCII &redef;

	## Whether logs are written by this process.
	const enable_local_logging = T &redef;

	## Whether logs are sent to others. This engine sends nothing.
	const enable_remote_logging = T &redef;

	## The folder for logs, below the one that the engine was told; it must
	## exist.
	const default_logdir = "" &redef;

	## Between columns, unless a writer says otherwise.
	const separator = "\t" &redef;
	## Between the elements of a set or vector.
	const set_separator = "," &redef;
	## For a string, set or vector without contents.
	const empty_field = "(empty)" &redef;
	## For a field that is not set.
	const unset_field = "-" &redef;

	## Names that columns get instead of their own.
	const default_field_name_map: table[string] of string = table() &redef;
	## Between the names of nested fields.
	const default_scope_sep = "." &redef;
	## In front of the names of extension columns.
	const default_ext_prefix = "_" &redef;
	## Gives the record with the extension columns of filters that have no
	## ``ext_func`` themselves. This one gives nothing: there are no such
	## columns.
	const default_ext_func: function(path: string): any = function(path: string) { } &redef;

	## How long a string of a log may be, in bytes; 0 for any length. What
	## is longer is cut, which the weird ``log_string_field_truncated`` tells.
	const default_max_field_string_bytes = 4096 &redef;
	## The same for all strings of a record together.
	const default_max_total_string_bytes = 256000 &redef;
	## How many elements a set or vector of a log may have; what comes after
	## is left out, which ``log_container_field_truncated`` tells.
	const default_max_field_container_elements = 100 &redef;
	## The same for all sets and vectors of a record together.
	const default_max_total_container_elements = 500 &redef;

	## How long a record may be delayed at most.
	const default_max_delay_interval = 200msec &redef;
	## How many records of a stream may be delayed at most; then the oldest
	## is written.
	const default_max_delay_queue_size = 1000 &redef;

	## What is printed, as a record.
	type PrintLogInfo: record {
		ts: time &log;
		## The values, each as text.
		vals: string_vec &log;
	};

	## What to do with what is printed.
	type PrintLogType: enum {
		REDIRECT_NONE,
		## Log what would go to standard output.
		REDIRECT_STDOUT,
		## Log what would go to files, too.
		REDIRECT_ALL
	};

	## What to do with what is printed.
	const print_to_log: PrintLogType = REDIRECT_NONE &redef;
	## The log that it goes to.
	const print_log_path = "print" &redef;
	## Raised with each record of that log.
	global log_print: event(rec: PrintLogInfo);

	## How often logs are begun anew, and what is done with the old ones then.
	## Logs of this engine are not rotated, so that all this is without effect.
	const default_rotation_interval = 0secs &redef;
	const default_rotation_date_format = "%Y-%m-%d-%H-%M-%S" &redef;
	const default_rotation_postprocessor_cmd = "" &redef;
	option default_rotation_dir = "";

	## What a postprocessor of a rotated log would be told.
	type RotationInfo: record {
		writer: Writer;
		## The file's name, the log's path and times of its beginning and end.
		fname: string;
		path: string;
		open: time;
		close: time;
		## Whether the run ends.
		terminating: bool;
	};

	type RotationPostProcessorFunc: function(info: Log::RotationInfo): bool;

	## Postprocessors by writer.
	const default_rotation_postprocessors: table[Writer] of RotationPostProcessorFunc = {} &redef;

	## Called when the delay of a record ends. The record is written if this
	## gives T.
	type PostDelayCallback: function(rec: any, id: ID): bool;

	## A stand-in for a callback that has nothing to do.
	global no_callback: PostDelayCallback;

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
		log_local: bool &default=enable_local_logging;
		log_remote: bool &default=enable_remote_logging;
		## Names that columns get instead of their own.
		field_name_map: table[string] of string &default=default_field_name_map;
		## Between the names of nested fields.
		scope_sep: string &default=default_scope_sep;
		## In front of the names of extension columns.
		ext_prefix: string &default=default_ext_prefix;
		## Gives a record whose fields with ``&log`` become the first
		## columns. Include and exclude do not concern these.
		ext_func: function(path: string): any &default=default_ext_func;
		## Without effect, as ``default_rotation_interval``.
		interv: interval &default=default_rotation_interval;
		postprocessor: RotationPostProcessorFunc &optional;
		## Options of the writer: those of ``LogAscii`` under their names,
		## and ``tsv``.
		config: table[string] of string &default=table();
	};

	## Called with each record that is written to any stream. A handler that
	## breaks keeps it from being written. Handlers declare the type that the
	## records have.
	type StreamPolicyHook: hook(rec: any, id: ID);

	## The same for the records that a filter is given.
	type PolicyHook: hook(rec: any, id: ID, filter: Filter);

	redef record Filter += {
		## Decides whether a record passes; that of the stream without.
		policy: PolicyHook &optional;
	};

	## A stream.
	type Stream: record {
		## The record type of what is written.
		columns: any;
		## Raised with each record.
		ev: any &optional;
		## What the log is called, unless a filter says so. By default from
		## the stream's name: ``conn`` for ``Conn::LOG``.
		path: string &optional;
		## For filters that have no policy themselves. By default the hook
		## ``log_policy`` of the module, if the stream is called ``LOG``
		## there and some script handles that.
		policy: PolicyHook &optional;
		## Groups of event handlers, by attribute or module, that serve this
		## stream alone. They are switched off and on with it.
		event_groups: set[string] &default=set();
		max_delay_interval: interval &default=default_max_delay_interval;
		max_delay_queue_size: count &default=default_max_delay_queue_size;
		max_field_string_bytes: count &default=default_max_field_string_bytes;
		max_total_string_bytes: count &default=default_max_total_string_bytes;
		max_field_container_elements: count &default=default_max_field_container_elements;
		max_total_container_elements: count &default=default_max_total_container_elements;
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

	## Returns: the names of a stream's filters.
	global get_filter_names: function(id: ID): set[string];

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
	global default_path_func: function(id: ID, path: string, rec: any): string &redef;

	## Lets records of a stream be delayed longer than before.
	global set_max_delay_interval: function(id: ID, max_delay: interval): bool;

	## Sets how many records of a stream may be delayed.
	global set_max_delay_queue_size: function(id: ID, queue_size: count): bool;

	## Returns: how many records of a stream are delayed, -1 if there is none.
	global get_delay_queue_size: function(id: ID): int;

	## The streams there are and that are not disabled.
	global active_streams: table[ID] of Stream = table();

	## Called before the filters of any stream.
	global log_stream_policy: StreamPolicyHook;
}

@load base/bif/logging.bif

# All streams, also those that are disabled.
global all_streams: table[ID] of Stream = table();

# All filters, by stream and name.
global filters: table[ID, string] of Filter;
global filter_names: table[ID] of set[string];

# Raised by the engine when records of a stream have waited long enough.
global __delay_expired: event(id: ID);

event bro_init() &priority=5
	{
	if ( print_to_log != REDIRECT_NONE )
		Log::create_stream(PRINTLOG, [$columns=PrintLogInfo, $ev=log_print, $path=print_log_path]);
	}

function no_callback(rec: any, id: ID): bool
	{
	return T;
	}

event Log::__delay_expired(id: ID)
	{
	__expire_delays(id);
	}

function create_stream(id: ID, stream: Stream): bool
	{
	if ( ! __create_stream(id, stream) )
		return F;

	active_streams[id] = stream;
	all_streams[id] = stream;
	return add_default_filter(id);
	}

function remove_stream(id: ID): bool
	{
	if ( id in filter_names )
		for ( name in filter_names[id] )
			delete filters[id, name];

	delete filter_names[id];
	delete active_streams[id];
	delete all_streams[id];
	return __remove_stream(id);
	}

function switch_groups(stream: Stream, on: bool)
	{
	for ( group in stream$event_groups )
		{
		if ( has_module_events(group) )
			on ? enable_module_events(group) : disable_module_events(group);

		if ( has_event_group(group) )
			on ? enable_event_group(group) : disable_event_group(group);
		}
	}

function enable_stream(id: ID): bool
	{
	if ( ! __enable_stream(id) )
		return F;

	active_streams[id] = all_streams[id];
	switch_groups(all_streams[id], T);
	return T;
	}

function disable_stream(id: ID): bool
	{
	delete active_streams[id];

	if ( id in all_streams )
		switch_groups(all_streams[id], F);

	return __disable_stream(id);
	}

function add_filter(id: ID, filter: Filter): bool
	{
	# So that get_filter tells what holds.
	if ( ! filter?$path && id in all_streams && all_streams[id]?$path )
		filter$path = all_streams[id]$path;

	if ( ! filter?$path && ! filter?$path_func )
		filter$path_func = default_path_func;

	if ( ! __add_filter(id, filter) )
		return F;

	filters[id, filter$name] = filter;

	if ( id !in filter_names )
		filter_names[id] = set();

	add filter_names[id][filter$name];
	return T;
	}

function remove_filter(id: ID, name: string): bool
	{
	if ( id in filter_names )
		delete filter_names[id][name];

	delete filters[id, name];
	return __remove_filter(id, name);
	}

function get_filter_names(id: ID): set[string]
	{
	return id in filter_names ? filter_names[id] : set();
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

function set_max_delay_interval(id: ID, max_delay: interval): bool
	{
	return __set_max_delay_interval(id, max_delay);
	}

function set_max_delay_queue_size(id: ID, queue_size: count): bool
	{
	return __set_max_delay_queue_size(id, queue_size);
	}

function get_delay_queue_size(id: ID): int
	{
	return __get_delay_queue_size(id);
	}
