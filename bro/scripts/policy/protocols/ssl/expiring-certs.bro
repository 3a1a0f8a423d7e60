##! Tells of certificates that are not valid yet, not any more, or not for long.

@load base/frameworks/notice
@load base/protocols/ssl
@load base/utils/directions-and-hosts

module SSL;

export {
	redef enum Notice::Type += {
		## The certificate has expired.
		Certificate_Expired,
		## It soon will.
		Certificate_Expires_Soon,
		## It is for a later time.
		Certificate_Not_Valid_Yet
	};

	## Whose certificates are of interest.
	const notify_certs_expiration = LOCAL_HOSTS &redef;

	## What is soon.
	const notify_when_cert_expiring_in = 30 days &redef;
}

event ssl_established(c: connection) &priority=3
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	if ( ! addr_matches_host(c$id$resp_h, notify_certs_expiration) )
		return;

	local cert = c$ssl$cert_chain[0]$x509$certificate;
	local id = cat(c$id$resp_h, c$id$resp_p, c$ssl$cert_chain[0]$x509$fingerprint);

	if ( cert$not_valid_before > network_time() )
		NOTICE([$note=Certificate_Not_Valid_Yet, $conn=c, $suppress_for=1 day, $identifier=id,
		        $msg=fmt("Certificate %s isn't valid until %T", cert$subject, cert$not_valid_before)]);

	else if ( cert$not_valid_after < network_time() )
		NOTICE([$note=Certificate_Expired, $conn=c, $suppress_for=1 day, $identifier=id,
		        $msg=fmt("Certificate %s expired at %T", cert$subject, cert$not_valid_after)]);

	else if ( cert$not_valid_after < network_time() + notify_when_cert_expiring_in )
		NOTICE([$note=Certificate_Expires_Soon, $conn=c, $suppress_for=1 day, $identifier=id,
		        $msg=fmt("Certificate %s is going to expire at %T", cert$subject, cert$not_valid_after)]);
	}
