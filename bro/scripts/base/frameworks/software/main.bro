##! The Software Framework: what programs, of which version, hosts of the site
##! run. Scripts of protocols tell it what a peer says of itself with
##! :bro:id:`Software::found`; software.log has a line for each new program or
##! version.

@load base/utils/directions-and-hosts
@load ./version

module Software;

export {
	redef enum Log::ID += { LOG };

	## What a program is for. Scripts that find some add their own.
	type Type: enum {
		UNKNOWN
	};

	## A program on a host.
	type Info: record {
		## When it was found.
		ts: time &log &optional;
		host: addr &log;
		## Where it listens, if it does.
		host_p: port &log &optional;
		software_type: Type &log &default=UNKNOWN;
		name: string &log &optional;
		version: Version &log &optional;
		## What the program says of itself, of which name and version are
		## taken if the script that found it does not give them.
		unparsed_version: string &log &optional;
		## Log it even if it is known already, or on a host that is not
		## tracked.
		force_log: bool &default=F;
	};

	## Whose hosts are of interest.
	option asset_tracking = LOCAL_HOSTS;

	## Programs by name.
	type SoftwareSet: table[string] of Info;

	## What was found in the last day, by host.
	global tracked: table[addr] of SoftwareSet &create_expire=1day;

	## Tells that a host runs a program.
	##
	## id: the connection that shows it.
	##
	## info: what is known: a version with a name, or an unparsed version.
	##
	## Returns: whether this is of interest, so that it will be logged if it
	##          is new.
	global found: function(id: conn_id, info: Info): bool;

	## A version in the form "1.2.3-addl".
	global software_fmt_version: function(v: Version): string;

	## A program in the form "name 1.2.3-addl".
	global software_fmt: function(i: Info): string;

	## An address with the part that it has in a connection.
	global software_endpoint_name: function(id: conn_id, host: addr): string;

	## Raised with each program that is of interest, before it is looked up
	## among those that are known.
	global register: event(info: Info);

	## Raised when a program of a host has another version than before.
	global version_change: event(old: Info, new: Info);

	## Raised with each line of software.log.
	global log_software: event(rec: Info);
}

event bro_init() &priority=5
	{
	Log::create_stream(Software::LOG, [$columns=Info, $ev=log_software, $path="software"]);
	}

function software_endpoint_name(id: conn_id, host: addr): string
	{
	return fmt("%s %s", host, host == id$orig_h ? "client" : "server");
	}

function software_fmt_version(v: Version): string
	{
	local text = v?$major ? cat(v$major) : "0";

	if ( v?$minor )
		text += cat(".", v$minor);
	if ( v?$minor2 )
		text += cat(".", v$minor2);
	if ( v?$minor3 )
		text += cat(".", v$minor3);

	return v?$addl ? cat(text, "-", v$addl) : text;
	}

function software_fmt(i: Info): string
	{
	return fmt("%s %s", i$name, software_fmt_version(i$version));
	}

function found(id: conn_id, info: Info): bool
	{
	if ( ! info$force_log && ! addr_matches_host(info$host, asset_tracking) )
		return F;

	if ( info?$version ? ! info?$name : ! info?$unparsed_version )
		{
		Reporter::error(info?$version ? "a software version was found without a name" :
		                                "software was found with neither a version nor an unparsed version");
		return F;
		}

	if ( ! info?$ts )
		info$ts = network_time();

	if ( ! info?$version )
		{
		local parsed = parse_with_cache(info$unparsed_version);
		info$name = parsed$name;
		info$version = parsed$version;
		}

	event Software::register(info);
	return T;
	}

event Software::register(info: Info)
	{
	if ( info$host !in tracked )
		tracked[info$host] = SoftwareSet();

	local known = tracked[info$host];

	if ( info$name in known )
		{
		local before = known[info$name];

		if ( cmp_versions(before$version, info$version) != 0 )
			event Software::version_change(before, info);
		else if ( ! info$force_log )
			return;
		}

	known[info$name] = info;
	Log::write(Software::LOG, info);
	}
