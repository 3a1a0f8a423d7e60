##! Finds scans: a host that fails to reach many hosts on one port (address
##! scan), or many ports of one host (port scan).

@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/utils/site
@load base/utils/time

module Scan;

export {
	redef enum Notice::Type += {
		## A host tried a port of many hosts, in vain.
		Address_Scan,
		## A host tried many ports of a host, in vain.
		Port_Scan
	};

	## How long hosts are counted.
	const addr_scan_interval = 5 min &redef;
	## How long ports are counted.
	const port_scan_interval = 5 min &redef;

	## So many hosts on one port are a scan.
	const addr_scan_threshold = 25.0 &redef;
	## So many ports of one host are a scan.
	const port_scan_threshold = 15.0 &redef;

	## A handler that breaks keeps an attempt out of address scans.
	global addr_scan_policy: hook(scanner: addr, victim: addr, scanned_port: port);

	## The same for port scans.
	global port_scan_policy: hook(scanner: addr, victim: addr, scanned_port: port);
}

const addr_stream = "scan.addr.fail";
const port_stream = "scan.port.fail";

# Where a host is, seen from the site.
function place(a: addr): string
	{
	return Site::is_local_addr(a) ? "local" : "remote";
	}

function report_addr_scan(key: SumStats::Key, result: SumStats::Result)
	{
	local r = result[addr_stream];
	local dur = duration_to_mins_secs(r$end - r$begin);

	NOTICE([$note=Address_Scan, $src=key$host, $p=to_port(key$str), $sub=place(key$host),
	        $msg=fmt("%s tried port %s of at least %d hosts in %s", key$host, key$str, r$unique, dur),
	        $identifier=cat(key$host)]);
	}

function report_port_scan(key: SumStats::Key, result: SumStats::Result)
	{
	local r = result[port_stream];
	local dur = duration_to_mins_secs(r$end - r$begin);

	NOTICE([$note=Port_Scan, $src=key$host, $dst=to_addr(key$str), $sub=place(key$host),
	        $msg=fmt("%s tried at least %d ports of host %s in %s", key$host, r$unique, key$str, dur),
	        $identifier=cat(key$host)]);
	}

event bro_init() &priority=5
	{
	# One more than the threshold is all that anybody asks for.
	local hosts: SumStats::Reducer = [$stream=addr_stream, $apply=set(SumStats::UNIQUE),
	                                  $unique_max=double_to_count(addr_scan_threshold + 2)];
	SumStats::create([$name="addr-scan", $epoch=addr_scan_interval, $reducers=set(hosts),
	                  $threshold=addr_scan_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[addr_stream]$unique + 0.0; },
	                  $threshold_crossed=report_addr_scan]);

	local ports: SumStats::Reducer = [$stream=port_stream, $apply=set(SumStats::UNIQUE),
	                                  $unique_max=double_to_count(port_scan_threshold + 2)];
	SumStats::create([$name="port-scan", $epoch=port_scan_interval, $reducers=set(ports),
	                  $threshold=port_scan_threshold,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result): double =
	                  	{ return result[port_stream]$unique + 0.0; },
	                  $threshold_crossed=report_port_scan]);
	}

# Counts a connection that came to nothing.
#
# reverse: whether the responder is who tried.
function add_attempt(id: conn_id, reverse: bool)
	{
	local scanner = reverse ? id$resp_h : id$orig_h;
	local victim = reverse ? id$orig_h : id$resp_h;
	local p = reverse ? id$orig_p : id$resp_p;

	if ( hook Scan::addr_scan_policy(scanner, victim, p) )
		SumStats::observe(addr_stream, [$host=scanner, $str=cat(p)], [$str=cat(victim)]);

	if ( hook Scan::port_scan_policy(scanner, victim, p) )
		SumStats::observe(port_stream, [$host=scanner, $str=cat(victim)], [$str=cat(p)]);
	}

# Whether an end was refused, or hung up before anything was said.
function gave_up(c: connection, from: endpoint, to: endpoint, syn: string): bool
	{
	if ( from$state == TCP_SYN_SENT && to$state == TCP_RESET )
		return T;

	if ( from$state != TCP_RESET || /[Dd]/ in c$history )
		return F;

	return to$state == TCP_SYN_ACK_SENT || (to$state == TCP_ESTABLISHED && syn in c$history);
	}

function check(c: connection)
	{
	if ( gave_up(c, c$orig, c$resp, "S") )
		add_attempt(c$id, F);
	else if ( gave_up(c, c$resp, c$orig, "s") )
		add_attempt(c$id, T);
	}

event connection_attempt(c: connection)
	{
	add_attempt(c$id, "H" in c$history);
	}

event connection_rejected(c: connection)
	{
	check(c);
	}

event connection_reset(c: connection)
	{
	check(c);
	}

event connection_pending(c: connection)
	{
	check(c);
	}
