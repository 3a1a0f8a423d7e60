##! known_hosts.log: hosts that have finished a TCP handshake, once a day each.

@load base/utils/directions-and-hosts

module Known;

export {
	redef enum Log::ID += { HOSTS_LOG };

	type HostsInfo: record {
		## When the host was first seen.
		ts: time &log;
		host: addr &log;
	};

	## Whose hosts are of interest.
	const host_tracking = LOCAL_HOSTS &redef;

	## Hosts seen in the last day.
	global known_hosts: set[addr] &create_expire=1 day &redef;

	## Raised with each line of the log.
	global log_known_hosts: event(rec: HostsInfo);
}

event bro_init() &priority=5
	{
	Log::create_stream(Known::HOSTS_LOG, [$columns=HostsInfo, $ev=log_known_hosts, $path="known_hosts"]);
	}

function host_seen(host: addr)
	{
	if ( host in known_hosts || ! addr_matches_host(host, host_tracking) )
		return;

	add known_hosts[host];
	Log::write(Known::HOSTS_LOG, [$ts=network_time(), $host=host]);
	}

event connection_established(c: connection) &priority=5
	{
	# Of partial connections the handshake was not seen.
	if ( c$orig$state != TCP_ESTABLISHED || c$resp$state != TCP_ESTABLISHED )
		return;

	host_seen(c$id$orig_h);
	host_seen(c$id$resp_h);
	}
