##! Prints each event that is raised, with its arguments.

module DumpEvents;

export {
	## Print the arguments too.
	option include_args = T;

	## Only events with these names.
	option include = /.*/;

	## Raise events that nothing handles as well: the engine makes them then.
	option dump_all_events = F;
}

event bro_init() &priority=999
	{
	if ( dump_all_events )
		generate_all_events();
	}

event new_event(name: string, args: call_argument_vector)
	{
	if ( include != name )
		return;

	print fmt("%17.6f %s", network_time(), name);

	if ( ! include_args || |args| == 0 )
		return;

	for ( i in args )
		{
		local a = args[i];
		local proto = a?$default_val ? fmt("%s: %s = %s", a$name, a$type, a$default_val)
			: fmt("%s: %s", a$name, a$type);
		print fmt("                  [%d] %-18s = %s", i, proto, a?$value ? cat(a$value) : "<no value>");
		}

	print "";
	}
