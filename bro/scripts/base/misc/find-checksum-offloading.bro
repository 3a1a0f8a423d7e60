##! Warns if many packets have wrong checksums: those that a network card
##! computes are wrong where its own host sees them, and such packets are not
##! analyzed.

module ChecksumOffloading;

export {
	## How often to look until there are enough packets.
	const check_interval = 10secs &redef;
}

# Packets with wrong checksums, by protocol.
global bad: table[string] of count &default=0;
global done = F;

# The share of packets with wrong checksums that is worth a warning.
const too_many = 0.05;
# Fewer packets tell nothing before the end.
const enough_packets = 20;

global check: event();

event ChecksumOffloading::check()
	{
	if ( done )
		return;

	local packets = get_net_stats()$pkts_recvd;
	local worst = 0.0;
	local which = "";

	if ( packets > 0 )
		for ( proto, n in bad )
			{
			which = which == "" ? proto : cat(which, " and ", proto);
			worst = worst > n / (packets + 0.0) ? worst : n / (packets + 0.0);
			}

	if ( worst > too_many )
		{
		done = T;
		Reporter::warning(fmt("the %s invalid %s checksums, most likely since the network card computes them: such packets are not analyzed unless the option -C or the variable ignore_checksums says so",
		                      reading_traces() ? "capture has" : "interface sees", which));
		}

	else if ( packets < enough_packets && ! bro_is_terminating() )
		schedule check_interval { ChecksumOffloading::check() };
	}

event bro_init()
	{
	schedule check_interval { ChecksumOffloading::check() };
	}

event net_weird(name: string, addl: string)
	{
	if ( name == "bad_IP_checksum" )
		++bad["IP"];
	}

event conn_weird(name: string, c: connection, addl: string)
	{
	if ( name == "bad_TCP_checksum" )
		++bad["TCP"];
	else if ( name == "bad_UDP_checksum" )
		++bad["UDP"];
	}

event bro_done()
	{
	event ChecksumOffloading::check();
	}
