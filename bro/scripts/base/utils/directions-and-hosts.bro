##! Choices of connections and hosts by whether they are the site's.

@load ./site

## Which way a connection goes, seen from the site.
type Direction: enum {
	## From elsewhere to the site.
	INBOUND,
	## From the site to elsewhere.
	OUTBOUND,
	## Either.
	BIDIRECTIONAL,
	## Within the site or past it.
	NO_DIRECTION
};

## Whether a connection goes this way.
function id_matches_direction(id: conn_id, d: Direction): bool
	{
	if ( d == NO_DIRECTION )
		return F;

	local orig = Site::is_local_addr(id$orig_h);
	local resp = Site::is_local_addr(id$resp_h);

	if ( d == BIDIRECTIONAL )
		return orig != resp;

	return d == OUTBOUND ? orig && ! resp : ! orig && resp;
	}

## Whose hosts.
type Host: enum {
	LOCAL_HOSTS,
	REMOTE_HOSTS,
	ALL_HOSTS,
	NO_HOSTS
};

## Whether an address is among these hosts.
function addr_matches_host(ip: addr, h: Host): bool
	{
	if ( h == NO_HOSTS )
		return F;

	return h == ALL_HOSTS || (h == LOCAL_HOSTS) == Site::is_local_addr(ip);
	}
