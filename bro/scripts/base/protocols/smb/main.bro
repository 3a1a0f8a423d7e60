##! smb_mapping.log: shares that are opened; smb_files.log: what is done to files.

@load base/frameworks/files
@load ./consts

module SMB;

export {
	redef enum Log::ID += { MAPPING_LOG, FILES_LOG };

	## What is done to a file, a pipe or a printer.
	type Action: enum {
		FILE_READ, FILE_WRITE, FILE_OPEN, FILE_CLOSE, FILE_DELETE, FILE_RENAME, FILE_SET_ATTRIBUTE,
		PIPE_READ, PIPE_WRITE, PIPE_OPEN, PIPE_CLOSE,
		PRINT_READ, PRINT_WRITE, PRINT_OPEN, PRINT_CLOSE
	};

	## What of that is logged.
	const logged_file_actions: set[Action] = { FILE_OPEN, FILE_RENAME, FILE_DELETE, PRINT_OPEN, PRINT_CLOSE } &redef;

	## How many unanswered requests, and how many open files, a connection's
	## state remembers; with more it begins anew.
	const max_state = 1000 &redef;

	type FileInfo: record {
		## When the request was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## Of files.log, once something of it was transferred.
		fuid: string &log &optional;
		action: Action &log &optional;
		## The share.
		path: string &log &optional;
		name: string &log &optional;
		size: count &log &default=0;
		## Before it was renamed.
		prev_name: string &log &optional;
		times: SMB::MACTimes &log &optional;

		## What the file is called on the wire while it is open.
		fid: count &optional;
	};

	type TreeInfo: record {
		## When the request was seen.
		ts: time &log;
		uid: string &log;
		id: conn_id &log;
		## The share.
		path: string &log &optional;
		## What it is, with version 1.
		service: string &log &optional;
		native_file_system: string &log &optional;
		## "DISK", "PIPE" or "PRINT".
		share_type: string &log &default="DISK";
	};

	## A request that is not answered.
	type Request: record {
		tree: TreeInfo &optional;
		file: FileInfo &optional;
	};

	## What is known of a connection.
	type State: record {
		## By message number.
		requests: table[count] of Request &default=table();
		## Shares and files that are open, by their numbers.
		trees: table[count] of TreeInfo &default=table();
		files: table[count] of FileInfo &default=table();
		## The file that the latest message is about.
		current_file: FileInfo &optional;
		## Lines of smb_files.log that need not be repeated.
		recent: set[string] &default=set() &read_expire=3 mins;
	};

	## New records for the logs.
	global new_tree: function(c: connection): TreeInfo;
	global new_file: function(c: connection): FileInfo;

	## Gets the state of a connection and makes room for a message.
	global state: function(c: connection): State;

	## Gets the request that a message number belongs to.
	global request: function(c: connection, mid: count): Request;

	## Gets the share of a number.
	global tree: function(c: connection, tid: count): TreeInfo;

	## Gets the open file of a number.
	global open_file: function(c: connection, fid: count): FileInfo;

	## Tells that a message is about a file of a share.
	global about: function(c: connection, f: FileInfo, t: TreeInfo, mid: count);

	## Tells that a message answers another.
	global answer: function(c: connection, mid: count);

	## Tells what is done to a file, if that is of interest and no repetition.
	global tell: function(c: connection, f: FileInfo);

	## What is done, by the kind of share.
	const open_actions: table[string] of Action = { ["PIPE"] = PIPE_OPEN, ["PRINT"] = PRINT_OPEN } &default=FILE_OPEN;
	const close_actions: table[string] of Action = { ["PIPE"] = PIPE_CLOSE, ["PRINT"] = PRINT_CLOSE } &default=FILE_CLOSE;
	const read_actions: table[string] of Action = { ["PIPE"] = PIPE_READ, ["PRINT"] = PRINT_READ } &default=FILE_READ;
	const write_actions: table[string] of Action = { ["PIPE"] = PIPE_WRITE, ["PRINT"] = PRINT_WRITE } &default=FILE_WRITE;
}

redef record connection += {
	smb: State &optional;
};

const ports = { 139/tcp, 445/tcp };

redef likely_server_ports += ports;

event bro_init() &priority=5
	{
	Log::create_stream(SMB::FILES_LOG, [$columns=FileInfo, $path="smb_files"]);
	Log::create_stream(SMB::MAPPING_LOG, [$columns=TreeInfo, $path="smb_mapping"]);
	Analyzer::register_for_ports(Analyzer::ANALYZER_SMB, ports);
	Files::register_protocol(Analyzer::ANALYZER_SMB, [$get_file_handle=get_file_handle, $describe=describe_file]);
	}

# A file is the same as long as it has not been changed, whoever reads it.
function get_file_handle(c: connection, is_orig: bool): string
	{
	if ( ! c?$smb || ! c$smb?$current_file )
		return "";

	local f = c$smb$current_file;

	if ( ! f?$name && ! f?$path )
		return "";

	return cat("SMB ", c$id$orig_h, c$id$resp_h, f?$path ? f$path : "", f?$name ? f$name : "",
	           f?$times ? f$times$modified_raw : 0);
	}

function describe_file(f: fa_file): string
	{
	for ( id in f$conns )
		{
		local c = f$conns[id];

		if ( c?$smb && c$smb?$current_file && c$smb$current_file?$name )
			return c$smb$current_file$name;
		}

	return "";
	}

event file_over_new_connection(f: fa_file, c: connection, is_orig: bool) &priority=5
	{
	if ( f$source != "SMB" || ! c?$smb || ! c$smb?$current_file )
		return;

	local current = c$smb$current_file;
	current$fuid = f$id;

	if ( current$size > 0 )
		f$total_bytes = current$size;

	if ( current?$name )
		f$info$filename = current$name;

	tell(c, current);
	}

function about(c: connection, f: FileInfo, t: TreeInfo, mid: count)
	{
	if ( t?$path && ! f?$path )
		f$path = t$path;

	request(c, mid)$file = f;
	c$smb$current_file = f;
	}

function answer(c: connection, mid: count)
	{
	local r = request(c, mid);

	if ( r?$file )
		c$smb$current_file = r$file;
	}

function new_tree(c: connection): TreeInfo
	{
	return TreeInfo($ts=network_time(), $uid=c$uid, $id=c$id);
	}

function new_file(c: connection): FileInfo
	{
	return FileInfo($ts=network_time(), $uid=c$uid, $id=c$id);
	}

function state(c: connection): State
	{
	if ( ! c?$smb || |c$smb$requests| >= max_state || |c$smb$files| >= max_state || |c$smb$trees| >= max_state )
		c$smb = State();

	return c$smb;
	}

function request(c: connection, mid: count): Request
	{
	local s = state(c);

	if ( mid !in s$requests )
		s$requests[mid] = Request();

	return s$requests[mid];
	}

function tree(c: connection, tid: count): TreeInfo
	{
	local s = state(c);

	if ( tid !in s$trees )
		s$trees[tid] = new_tree(c);

	return s$trees[tid];
	}

function open_file(c: connection, fid: count): FileInfo
	{
	local s = state(c);

	if ( fid !in s$files )
		{
		s$files[fid] = new_file(c);
		s$files[fid]$fid = fid;
		}

	return s$files[fid];
	}

function tell(c: connection, f: FileInfo)
	{
	if ( ! f?$name || ! f?$action || f$action !in logged_file_actions )
		return;

	if ( f?$times )
		{
		# The time of access changes with each.
		local t = f$times;
		local line = cat(f$action, f?$fuid ? f$fuid : "", f$name, f?$path ? f$path : "", f$size, t$modified_raw, t$created_raw, t$changed_raw);

		if ( line in c$smb$recent )
			return;

		add c$smb$recent[line];
		}

	Log::write(SMB::FILES_LOG, f);
	}
