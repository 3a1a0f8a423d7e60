##! Looks for a path from a server's certificate to a root that is trusted, and
##! tells of servers that have none. The roots are ``SSL::root_certs``; the engine
##! comes with none. Those of a system, a file in PEM, are loaded with
##!
##!     redef SSL::root_certs += x509_from_pem(...);
##!
##! in a script that has the text. Neither are names compared nor revocation
##! lists and OCSP asked, and chains signed with SHA-1 are not trusted.

@load base/frameworks/notice
@load base/protocols/ssl

module SSL;

export {
	redef enum Notice::Type += {
		## A certificate that no root vouches for.
		Invalid_Server_Cert
	};

	redef record Info += {
		## What was found: ``ok``, or what is wrong.
		validation_status: string &log &optional;
	};

	## What was found about chains lately, by their fingerprints.
	global recently_validated_certs: table[string] of string = table() &read_expire=5 mins &redef;
}

event ssl_established(c: connection) &priority=3
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local handles: x509_opaque_vector = vector();
	local chain_id = "";

	for ( i in c$ssl$cert_chain )
		{
		local info = c$ssl$cert_chain[i];

		if ( info?$x509 )
			{
			handles[|handles|] = info$x509$handle;
			chain_id = cat(chain_id, info$x509$fingerprint);
			}
		}

	if ( chain_id !in recently_validated_certs )
		recently_validated_certs[chain_id] = x509_verify(handles, root_certs)$result_string;

	local status = recently_validated_certs[chain_id];
	c$ssl$validation_status = status;

	if ( status == "ok" )
		return;

	NOTICE([$note=Invalid_Server_Cert, $conn=c,
	        $msg=fmt("SSL certificate validation failed with (%s)", status),
	        $sub=c$ssl$cert_chain[0]$x509$certificate$subject,
	        $identifier=cat(c$id$resp_h, c$id$resp_p, chain_id)]);
	}
