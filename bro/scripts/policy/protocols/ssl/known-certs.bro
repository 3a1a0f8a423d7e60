##! known_certs.log: certificates that hosts show, once a day each.

@load base/protocols/ssl
@load base/files/x509
@load base/utils/directions-and-hosts

module Known;

export {
	redef enum Log::ID += { CERTS_LOG };

	type CertsInfo: record {
		## When the certificate was first seen.
		ts: time &log;
		host: addr &log;
		port_num: port &log &optional;
		subject: string &log &optional;
		issuer_subject: string &log &optional;
		serial: string &log &optional;
	};

	## Whose certificates are of interest.
	const cert_tracking = LOCAL_HOSTS &redef;

	## Certificates seen in the last day: hosts and fingerprints.
	global certs: set[addr, string] &create_expire=1 day;

	## Raised with each line of the log.
	global log_known_certs: event(rec: CertsInfo);
}

event bro_init() &priority=5
	{
	Log::create_stream(Known::CERTS_LOG, [$columns=CertsInfo, $ev=log_known_certs, $path="known_certs"]);
	}

event ssl_established(c: connection) &priority=3
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local host = c$id$resp_h;
	local cert = c$ssl$cert_chain[0]$x509;

	if ( ! addr_matches_host(host, cert_tracking) || [host, cert$fingerprint] in certs )
		return;

	add certs[host, cert$fingerprint];
	Log::write(Known::CERTS_LOG, [$ts=network_time(), $host=host, $port_num=c$id$resp_p,
	           $subject=cert$certificate$subject, $issuer_subject=cert$certificate$issuer,
	           $serial=cert$certificate$serial]);
	}
