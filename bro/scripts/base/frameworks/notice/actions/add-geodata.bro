##! Where on earth the remote host of a notice is, if the engine knows.

@load base/utils/site
@load ../main

module Notice;

export {
	redef enum Action += {
		ACTION_ADD_GEODATA
	};

	redef record Info += {
		## Where the remote host is.
		remote_location: geo_location &log &optional;
	};

	## Types of notices that shall tell it.
	option lookup_location_types: set[Notice::Type] = {};
}

hook policy(n: Notice::Info) &priority=10
	{
	if ( n$note in lookup_location_types )
		add n$actions[ACTION_ADD_GEODATA];
	}

# This is done before the notice is logged.
hook notice(n: Notice::Info) &priority=10
	{
	if ( ACTION_ADD_GEODATA !in n$actions )
		return;

	if ( n?$src && ! Site::is_local_addr(n$src) )
		n$remote_location = lookup_location(n$src);
	else if ( n?$dst && ! Site::is_local_addr(n$dst) )
		n$remote_location = lookup_location(n$dst);
	}
