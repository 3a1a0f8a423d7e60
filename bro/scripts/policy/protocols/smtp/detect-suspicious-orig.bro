##! Finds mails that come from places one does not expect mails from.

@load base/frameworks/notice
@load base/protocols/smtp

module SMTP;

export {
	redef enum Notice::Type += {
		## A mail comes from a suspicious place.
		Suspicious_Origination
	};

	## Countries, by their codes, that are suspicious.
	option suspicious_origination_countries: set[string] = {};

	## Networks that are.
	option suspicious_origination_networks: set[subnet] = {};
}

function check_origin(rec: Info, ip: addr, what: string)
	{
	local loc = lookup_location(ip);

	if ( loc?$country_code && loc$country_code in suspicious_origination_countries )
		NOTICE([$note=Suspicious_Origination, $id=rec$id, $uid=rec$uid, $sub=cat(ip),
		        $msg=fmt("A mail from %s was %s", loc$country_code, what)]);

	if ( ip in suspicious_origination_networks )
		NOTICE([$note=Suspicious_Origination, $id=rec$id, $uid=rec$uid, $sub=cat(ip),
		        $msg=fmt("A mail from %s was %s", ip, what)]);
	}

event log_smtp(rec: Info)
	{
	if ( rec?$x_originating_ip )
		check_origin(rec, rec$x_originating_ip, "found by its header X-Originating-IP");

	local ip = rec$path[|rec$path| - 1];

	if ( ip != rec$id$orig_h )
		check_origin(rec, ip, "found by its headers Received");
	}
