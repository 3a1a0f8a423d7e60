##! smb_mapping.log: shares that are opened; smb_files.log: what is done to files.
##! What the files hold is not looked at, so that they have no line in files.log.

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
		## Of files.log. Never set.
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
		local line = cat(f$action, f$name, f?$path ? f$path : "", f$size, t$modified_raw, t$created_raw, t$changed_raw);

		if ( line in c$smb$recent )
			return;

		add c$smb$recent[line];
		}

	Log::write(SMB::FILES_LOG, f);
	}
