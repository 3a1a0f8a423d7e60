##! The Input Framework. A stream reads a source line by line, in the
##! background, and turns each line into an entry of a table (``add_table``) or into an
##! event (``add_event``). The columns of a source are named by the fields of
##! record types.

module Input;

export {
	## What has happened to a line.
	type Event: enum {
		## It was not there before.
		EVENT_NEW = 0,
		## It was there with other values.
		EVENT_CHANGED = 1,
		## It is no longer there.
		EVENT_REMOVED = 2
	};

	## How often a source is read.
	type Mode: enum {
		## Once, and whenever ``force_update`` is called.
		MANUAL = 0,
		## All of it whenever it has changed.
		REREAD = 1,
		## What is added to it, as it is added.
		STREAM = 2
	};

	## Kinds of sources.
	type Reader: enum {
		## Files of lines with columns, as logs are.
		READER_ASCII,
		## Files, or the output of commands, as they are.
		READER_RAW,
		## Data made up to measure the framework.
		READER_BENCHMARK,
		## Files that set options.
		READER_CONFIG
	};

	## The reader of streams that do not choose one.
	const default_reader = READER_ASCII &redef;

	## The mode of streams that do not choose one.
	const default_mode = MANUAL &redef;

	## Between columns. One byte.
	const separator = "\t" &redef;

	## Between the elements of a set or vector. One byte.
	const set_separator = "," &redef;

	## A set or vector without elements.
	const empty_field = "(empty)" &redef;

	## A field that is not set.
	const unset_field = "-" &redef;

	## Leave optional fields out whose type no reader can read, instead of refusing
	## the stream.
	const accept_unsupported_types = F &redef;

	## A stream that fills a table or set.
	type TableDescription: record {
		## What is read; of most readers the name of a file.
		source: string;
		reader: Reader &default=default_reader;
		mode: Mode &default=default_mode;
		## Names the stream among all that are open.
		name: string;
		## The table or set.
		destination: any;
		## A record type: the columns that make up the index, in its order.
		idx: any;
		## A record type: the columns that make up the value. None for sets.
		val: any &optional;
		## Whether values are records of that type, or those of its only
		## field. Told from the type of the table if not given.
		want_record: bool &optional;
		## An event that tells of each change: ``event(description:
		## TableDescription, tpe: Event, left: IDX, right: VAL)``, where right
		## is the value before the change; without right for sets.
		ev: any &optional;
		## Asked before each change, which happens if it returns T:
		## ``function(typ: Event, left: IDX, right: VAL): bool``, where right is
		## the new value; without right for sets. It may alter both.
		pred: any &optional;
		## Told of problems: ``event(description: TableDescription,
		## message: string, level: Reporter::Level)``.
		error_ev: any &optional;
		## Options of the reader, for this stream only.
		config: table[string] of string &default=table();
	};

	## A stream that raises events.
	type EventDescription: record {
		source: string;
		reader: Reader &default=default_reader;
		mode: Mode &default=default_mode;
		name: string;
		## A record type: the columns that are read.
		fields: any;
		## Whether the event takes a record of that type, or its fields one
		## by one. Told from the event's parameters if not given.
		want_record: bool &optional;
		## Raised with each line: ``event(description: EventDescription,
		## tpe: Event, ...)``. What happened is always ``EVENT_NEW``.
		ev: any;
		## As for tables, with an EventDescription.
		error_ev: any &optional;
		config: table[string] of string &default=table();
	};

	## A source has been read to its end, and what it says is in the table, or
	## in events raised before this one. Sources in mode STREAM have no end.
	##
	## name: that of the stream.
	##
	## source: as the stream's description gives it.
	global end_of_data: event(name: string, source: string);

	## The earlier name of ``end_of_data``; both are raised.
	global update_finished: event(name: string, source: string);
}

module Reporter;

export {
	## How bad a problem is.
	type Level: enum { INFO = 0, WARNING = 1, ERROR = 2 };
}

module Threading;

export {
	## How often streams look for changes, in network time.
	const heartbeat_interval = 1 sec &redef;
}

@load base/bif/input.bif
