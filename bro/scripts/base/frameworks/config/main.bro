##! The configuration framework: options that change while the engine runs.
##! Each change is a line in config.log.

module Config;

export {
	redef enum Log::ID += { LOG };

	type Info: record {
		## When it was changed.
		ts: time &log;
		## The option.
		id: string &log;
		old_value: string &log;
		new_value: string &log;
		## What changed it, such as the name of a file.
		location: string &optional &log;
	};

	## Raised for each line of config.log.
	global log_config: event(rec: Info);

	## Sets an option.
	##
	## ID: its name.
	##
	## val: of its type.
	##
	## location: what changes it.
	##
	## Returns: whether there is such an option of this type.
	global set_value: function(ID: string, val: any, location: string &default=""): bool;
}

function set_value(ID: string, val: any, location: string &default=""): bool
	{
	return Option::set(ID, val, location);
	}

## Sets and vectors are shown as a log shows them.
function format_value(value: any): string
	{
	local kind = type_name(value);
	local parts: string_vec;

	if ( kind == "string" )
		return value as string;
	if ( kind == /set\[[^,]*\]/ )
		{
		local elements = Option::any_set_to_any_vec(value);
		for ( i in elements )
			parts += cat(elements[i]);
		return join_string_vec(parts, ",");
		}
	if ( kind == /vector of .*/ )
		{
		local vec: any_vec = value;
		for ( j in vec )
			parts += cat(vec[j]);
		return join_string_vec(parts, ",");
		}
	return cat(value);
	}

function log_change(ID: string, new_value: any, location: string): any
	{
	local rec = Info($ts=network_time(), $id=ID, $old_value=format_value(lookup_ID(ID)),
	                 $new_value=format_value(new_value));
	if ( location != "" )
		rec$location = location;
	Log::write(LOG, rec);
	return new_value;
	}

event bro_init() &priority=10
	{
	Log::create_stream(LOG, [$columns=Info, $ev=log_config, $path="config"]);
	# Other handlers may alter the value; the log has what they make of it.
	for ( id in global_options() )
		Option::set_change_handler(id, log_change, -100);
	}
