##! The Files Framework: files that connections carry, whatever the protocol.
##! files.log has a line for each file and connection. Scripts attach analyzers
##! to files that they want to know more about, in ``file_new`` or
##! ``file_sniff``, when nothing of the contents has been missed.

@load base/bif/files.bif
@load base/frameworks/analyzer
@load base/frameworks/logging
@load base/utils/site

module Files;

export {
	redef enum Log::ID += {
		## A line for each file.
		LOG
	};

	## What a file analyzer is told. Analyzers add their own fields.
	type AnalyzerArgs: record {
		## ``ANALYZER_DATA_EVENT`` raises this with each piece and where it
		## begins.
		chunk_event: event(f: fa_file, data: string, off: count) &optional;
		## The same in order, without the place.
		stream_event: event(f: fa_file, data: string) &optional;
	};

	type Info: record {
		## When the file was first seen.
		ts: time &log;
		## Identifies the file in all logs.
		fuid: string &log;
		## The connection that carried it.
		uid: string &log &optional;
		id: conn_id &log &optional;
		## The protocol.
		source: string &log &optional;
		## Where the file lies within its source: which request of a
		## connection, which part of a mail.
		depth: count &log &default=0;
		## Analyzers that looked at it.
		analyzers: set[string] &log &default=set();
		## The type that its first bytes tell.
		mime_type: string &log &optional;
		## The name that the protocol gives it.
		filename: string &log &optional;
		## From the first byte to the last.
		duration: interval &log &default=0 secs;
		## Whether the sender is the site's; unset if ``Site::local_nets``
		## says nothing.
		local_orig: bool &log &optional;
		## Whether the originator sent it.
		is_orig: bool &log &optional;
		## Bytes that were seen.
		seen_bytes: count &log &default=0;
		## Bytes that there should be.
		total_bytes: count &log &optional;
		## Bytes that the capture lacks.
		missing_bytes: count &log &default=0;
		## Bytes that came twice or too late.
		overflow_bytes: count &log &default=0;
		## Whether the file was silent for too long.
		timedout: bool &log &default=F;
		## The file that this one was taken from.
		parent_fuid: string &log &optional;

		## Whether the file has a line in the log.
		logged: bool &default=T;
	};

	## Protocols whose files are of no interest.
	const disable: table[Analyzer::Tag] of bool = table() &redef;

	## Attach the analyzers that are registered for a file's type.
	const analyze_by_mime_type_automatically = T &redef;

	## How a protocol's files are named.
	type ProtoRegistration: record {
		## Names the file that comes next: pieces with one name are one file.
		get_file_handle: function(c: connection, is_orig: bool): string;
		## Says in words what a file is.
		describe: function(f: fa_file): string &optional;
	};

	## Says how a protocol's files are named.
	##
	## Returns: whether that was not known before.
	global register_protocol: function(tag: Analyzer::Tag, reg: ProtoRegistration): bool;

	## Attaches an analyzer to a file.
	##
	## Returns: whether the file is still there and the arguments make sense.
	global add_analyzer: function(f: fa_file, tag: Files::Tag, args: AnalyzerArgs &default=AnalyzerArgs()): bool;

	## Takes an analyzer off a file.
	global remove_analyzer: function(f: fa_file, tag: Files::Tag, args: AnalyzerArgs &default=AnalyzerArgs()): bool;

	## Looks at no more of a file's contents.
	global stop: function(f: fa_file): bool;

	## Sets how long a file may be silent.
	global set_timeout_interval: function(f: fa_file, t: interval): bool;

	## How many bytes of a file are kept that come before their place; not
	## more than the 512 KB that this is by default.
	const reassembly_buffer_size = 524288 &redef;

	## Sets that for a file.
	global set_reassembly_buffer_size: function(f: fa_file, max: count);

	## Keeps what comes before its place in a file, which is what happens
	## anyway unless ``disable_reassembly`` was called.
	global enable_reassembly: function(f: fa_file);

	## Keeps nothing of the kind: what comes out of order leaves a gap.
	global disable_reassembly: function(f: fa_file);

	## Returns: whether a file is still followed.
	global file_exists: function(fuid: string): bool;

	## Returns: the file of this identifier. It is an error if there is none.
	global lookup_file: function(fuid: string): fa_file;

	## Returns: the analyzer's name as files.log has it.
	global analyzer_name: function(tag: Files::Tag): string;

	## Returns: in words what a file is: for HTTP its address.
	global describe: function(f: fa_file): string;

	## Has an analyzer look at files of a type.
	global register_for_mime_type: function(tag: Files::Tag, mt: string): bool;

	## Has an analyzer look at files of some types.
	global register_for_mime_types: function(tag: Files::Tag, mts: set[string]): bool;

	## Returns: the types of an analyzer.
	global registered_mime_types: function(tag: Files::Tag): set[string];

	## Returns: the types of all analyzers.
	global all_registered_mime_types: function(): table[Files::Tag] of set[string];

	## Has a function called before an analyzer is attached, to complete its
	## arguments.
	global register_analyzer_add_callback: function(tag: Files::Tag, callback: function(f: fa_file, args: AnalyzerArgs));

	## Raised with each line of the log.
	global log_files: event(rec: Info);
}

redef record fa_file += {
	info: Info &optional;
};

global protocols: table[Analyzer::Tag] of ProtoRegistration;
# Analyzers by what they are registered for, in order of registration.
global types_of: table[Files::Tag] of set[string];
global analyzers_of: table[string] of vector of Files::Tag;
global add_callbacks: table[Files::Tag] of function(f: fa_file, args: AnalyzerArgs);
# Protocols by the name that files have as source.
global tag_of: table[string] of Analyzer::Tag;

event bro_init() &priority=5
	{
	Log::create_stream(Files::LOG, [$columns=Info, $ev=log_files, $path="files"]);
	}

# Brings f$info up to date.
function set_info(f: fa_file)
	{
	if ( ! f?$info )
		f$info = Info($ts=f$last_active, $fuid=f$id);

	local info = f$info;

	if ( f?$parent_id )
		info$parent_fuid = f$parent_id;

	info$source = f$source;
	info$duration = f$last_active - info$ts;
	info$seen_bytes = f$seen_bytes;

	if ( f?$total_bytes )
		info$total_bytes = f$total_bytes;

	info$missing_bytes = f$missing_bytes;
	info$overflow_bytes = f$overflow_bytes;

	if ( f?$is_orig )
		info$is_orig = f$is_orig;
	}

function register_protocol(tag: Analyzer::Tag, reg: ProtoRegistration): bool
	{
	local known = tag in protocols;
	protocols[tag] = reg;
	tag_of[Analyzer::name(tag)] = tag;
	return ! known;
	}

function add_analyzer(f: fa_file, tag: Files::Tag, args: AnalyzerArgs): bool
	{
	if ( tag in add_callbacks )
		add_callbacks[tag](f, args);

	if ( ! __add_analyzer(f$id, tag, args) )
		return F;

	if ( f?$info )
		add f$info$analyzers[analyzer_name(tag)];

	return T;
	}

function remove_analyzer(f: fa_file, tag: Files::Tag, args: AnalyzerArgs): bool
	{
	return __remove_analyzer(f$id, tag, args);
	}

function stop(f: fa_file): bool
	{
	return __stop(f$id);
	}

function set_timeout_interval(f: fa_file, t: interval): bool
	{
	return __set_timeout_interval(f$id, t);
	}

function set_reassembly_buffer_size(f: fa_file, max: count)
	{
	__set_reassembly(f$id, max);
	}

function enable_reassembly(f: fa_file)
	{
	__set_reassembly(f$id, reassembly_buffer_size);
	}

function disable_reassembly(f: fa_file)
	{
	__set_reassembly(f$id, 0);
	}

function file_exists(fuid: string): bool
	{
	return __file_exists(fuid);
	}

function lookup_file(fuid: string): fa_file
	{
	return __lookup_file(fuid);
	}

function analyzer_name(tag: Files::Tag): string
	{
	return __analyzer_name(tag);
	}

function describe(f: fa_file): string
	{
	if ( f$source !in tag_of )
		return "";

	local reg = protocols[tag_of[f$source]];
	return reg?$describe ? reg$describe(f) : "";
	}

function register_for_mime_type(tag: Files::Tag, mt: string): bool
	{
	if ( tag !in types_of )
		types_of[tag] = set();

	if ( mt in types_of[tag] )
		return T;

	add types_of[tag][mt];

	if ( mt !in analyzers_of )
		analyzers_of[mt] = vector();

	analyzers_of[mt][|analyzers_of[mt]|] = tag;
	return T;
	}

function register_for_mime_types(tag: Files::Tag, mts: set[string]): bool
	{
	for ( mt in mts )
		register_for_mime_type(tag, mt);

	return T;
	}

function registered_mime_types(tag: Files::Tag): set[string]
	{
	if ( tag in types_of )
		return types_of[tag];

	return set();
	}

function all_registered_mime_types(): table[Files::Tag] of set[string]
	{
	return types_of;
	}

function register_analyzer_add_callback(tag: Files::Tag, callback: function(f: fa_file, args: AnalyzerArgs))
	{
	add_callbacks[tag] = callback;
	}

event get_file_handle(tag: Analyzer::Tag, c: connection, is_orig: bool) &priority=5
	{
	if ( tag !in protocols || (tag in disable && disable[tag]) )
		return;

	set_file_handle(protocols[tag]$get_file_handle(c, is_orig));
	}

event file_new(f: fa_file) &priority=10
	{
	set_info(f);
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=10
	{
	set_info(f);

	if ( |Site::local_nets| > 0 )
		f$info$local_orig = Site::is_local_addr(is_orig ? c$id$orig_h : c$id$resp_h);
	}

event file_sniff(f: fa_file, meta: fa_metadata) &priority=10
	{
	set_info(f);

	if ( ! meta?$mime_type )
		return;

	f$info$mime_type = meta$mime_type;

	if ( ! analyze_by_mime_type_automatically || meta$mime_type !in analyzers_of )
		return;

	local tags = analyzers_of[meta$mime_type];
	for ( i in tags )
		add_analyzer(f, tags[i]);
	}

event file_timeout(f: fa_file) &priority=10
	{
	set_info(f);
	f$info$timedout = T;
	}

event file_state_remove(f: fa_file) &priority=10
	{
	set_info(f);
	}

event file_state_remove(f: fa_file) &priority=-10
	{
	if ( ! f$info$logged )
		return;

	if ( |f$conns| == 0 )
		{
		Log::write(Files::LOG, f$info);
		return;
		}

	# The same file on several connections is several lines.
	for ( id in f$conns )
		{
		local info = |f$conns| > 1 ? copy(f$info) : f$info;
		info$uid = f$conns[id]$uid;
		info$id = id;
		Log::write(Files::LOG, info);
		}
	}
