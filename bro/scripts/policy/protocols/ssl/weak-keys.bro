##! Tells of servers that protect their connections badly: with short keys, with old
##! versions of SSL, or with ciphers that can be broken.

@load base/frameworks/notice
@load base/protocols/ssl
@load base/utils/directions-and-hosts

module SSL;

export {
	redef enum Notice::Type += {
		## A key is too short.
		Weak_Key,
		## The version is too old.
		Old_Version,
		## The cipher is not safe.
		Weak_Cipher
	};

	## Whose servers are of interest.
	option notify_weak_keys = LOCAL_HOSTS;

	## Keys of RSA, DSA and Diffie-Hellman should have so many bits.
	option notify_minimal_key_length = 2048;

	## Whether keys of Diffie-Hellman should have as many bits as the certificate's.
	option notify_dh_length_shorter_cert_length = T;

	## The oldest version that is good enough.
	option tls_minimum_version = TLSv10;

	## Ciphers that are not safe.
	option unsafe_ciphers_regex = /(_EXPORT_)|(_RC4_)|(_3DES_)/;
}

function interesting(c: connection): bool
	{
	return addr_matches_host(c$id$resp_h, notify_weak_keys);
	}

function cert_of(c: connection): X509::Certificate
	{
	return c$ssl$cert_chain[0]$x509$certificate;
	}

function has_cert(c: connection): bool
	{
	return c$ssl?$cert_chain && |c$ssl$cert_chain| > 0 && c$ssl$cert_chain[0]?$x509;
	}

event ssl_established(c: connection) &priority=3
	{
	if ( ! has_cert(c) || ! interesting(c) )
		return;

	local cert = cert_of(c);

	# Keys of elliptic curves are short, and strong.
	if ( ! cert?$key_type || (cert$key_type != "rsa" && cert$key_type != "dsa") || ! cert?$key_length )
		return;

	if ( cert$key_length < notify_minimal_key_length )
		NOTICE([$note=Weak_Key, $conn=c, $suppress_for=1 day,
		        $identifier=cat(c$id$resp_h, c$id$resp_p, cert$key_length),
		        $sub=fmt("Subject: %s", cert$subject),
		        $msg=fmt("The certificate has a key of %d bits", cert$key_length)]);
	}

event ssl_server_hello(c: connection, version: count, record_version: count, possible_ts: time, server_random: string, session_id: string, cipher: count, comp_method: count) &priority=3
	{
	if ( ! interesting(c) )
		return;

	# From TLS 1.3 on an extension, which has come before, has the version.
	local spoken = c$ssl$version_num;

	if ( spoken < tls_minimum_version )
		NOTICE([$note=Old_Version, $conn=c, $suppress_for=1 day,
		        $identifier=cat(c$id$resp_h, c$id$resp_p, spoken),
		        $sub=version_strings[spoken],
		        $msg=fmt("The server speaks %s", version_strings[spoken])]);

	if ( unsafe_ciphers_regex in cipher_desc[cipher] )
		NOTICE([$note=Weak_Cipher, $conn=c, $suppress_for=1 day,
		        $identifier=cat(c$id$resp_h, c$id$resp_p, cipher),
		        $sub=cipher_desc[cipher],
		        $msg=fmt("The server has chosen %s", cipher_desc[cipher])]);
	}

event ssl_dh_server_params(c: connection, p: string, q: string, Ys: string) &priority=3
	{
	if ( ! interesting(c) )
		return;

	# Leading zeros do not count.
	local bits = |lstrip(p, "\x00")| * 8;

	if ( bits < notify_minimal_key_length )
		NOTICE([$note=Weak_Key, $conn=c, $suppress_for=1 day,
		        $identifier=cat(c$id$resp_h, c$id$resp_p, bits),
		        $msg=fmt("The server's Diffie-Hellman parameters have %d bits", bits)]);

	if ( ! notify_dh_length_shorter_cert_length || ! has_cert(c) )
		return;

	local cert = cert_of(c);

	if ( cert?$key_length && cert?$key_type && (cert$key_type == "rsa" || cert$key_type == "dsa") && cert$key_length > bits )
		NOTICE([$note=Weak_Key, $conn=c, $suppress_for=1 day,
		        $identifier=cat(c$id$resp_h, c$id$resp_p, bits, cert$key_length),
		        $msg=fmt("The server's Diffie-Hellman parameters have %d bits, its certificate's key %d", bits, cert$key_length)]);
	}
