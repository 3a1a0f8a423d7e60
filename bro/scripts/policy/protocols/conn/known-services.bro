##! known_services.log: services that hosts offer, once a day each.

@load base/utils/directions-and-hosts

module Known;

export {
	redef enum Log::ID += { SERVICES_LOG };

	type ServicesInfo: record {
		## When the service was first seen.
		ts: time &log;
		host: addr &log;
		port_num: port &log;
		port_proto: transport_proto &log;
		## What it speaks, as far as it was understood.
		service: set[string] &log;
	};

	## Whose services are of interest.
	const service_tracking = LOCAL_HOSTS &redef;

	## Services seen in the last day.
	global known_services: set[addr, port] &create_expire=1 day;

	## Raised with each line of the log.
	global log_known_services: event(rec: ServicesInfo);
}

redef record connection += {
	## Whether the connection's service has been looked at.
	known_services_done: bool &default=F;
};

event bro_init() &priority=5
	{
	Log::create_stream(Known::SERVICES_LOG, [$columns=ServicesInfo, $ev=log_known_services, $path="known_services"]);
	}

function service_seen(c: connection)
	{
	local id = c$id;

	if ( c$known_services_done || ! addr_matches_host(id$resp_h, service_tracking) )
		return;

	c$known_services_done = T;

	if ( [id$resp_h, id$resp_p] in known_services )
		return;

	add known_services[id$resp_h, id$resp_p];
	Log::write(Known::SERVICES_LOG, [$ts=network_time(), $host=id$resp_h, $port_num=id$resp_p,
	           $port_proto=get_port_transport_proto(id$resp_p), $service=copy(c$service)]);
	}

event protocol_confirmation(c: connection, atype: Analyzer::Tag, aid: count) &priority=-5
	{
	service_seen(c);
	}

# A service that speaks nothing we know is one all the same.
event connection_state_remove(c: connection) &priority=-5
	{
	if ( c$resp$state == TCP_ESTABLISHED || (c$resp$state == TCP_CLOSED && is_tcp_port(c$id$resp_p)) )
		service_seen(c);
	}
