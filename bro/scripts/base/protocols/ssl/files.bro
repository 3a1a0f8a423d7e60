##! The certificates of a handshake in ssl.log.

@load ./main
@load base/frameworks/files
@load base/files/x509

module SSL;

export {
	redef record Info += {
		## The certificates of the server, its own first.
		cert_chain: vector of Files::Info &optional;
		## Their fingerprints, as x509.log has them.
		cert_chain_fps: vector of string &log &optional;
		## The same of the client.
		client_cert_chain: vector of Files::Info &optional;
		client_cert_chain_fps: vector of string &log &optional;
		## Whether the server's certificate is for the name that the client
		## asked for.
		sni_matches_cert: bool &log &optional;
	};
}

event bro_init() &priority=5
	{
	# The analyzer names certificates itself.
	for ( analyzer in analyzers )
		Files::register_protocol(analyzer, [
		$get_file_handle=function(c: connection, is_orig: bool): string { return ""; },
		$describe=function(f: fa_file): string
			{
			if ( ! f?$info || ! f$info?$x509 )
				return "";

			return fmt("Serial: %s Subject: %s Issuer: %s", f$info$x509$certificate$serial,
			           f$info$x509$certificate$subject, f$info$x509$certificate$issuer);
			}]);
	}

const certificate_types = { "application/x-x509-user-cert", "application/x-x509-ca-cert" };

event file_sniff(f: fa_file, meta: fa_metadata) &priority=5
	{
	if ( (f$source != "SSL" && f$source != "DTLS") || |f$conns| != 1 )
		return;

	# The other files are answers of OCSP.
	if ( ! meta?$mime_type || meta$mime_type !in certificate_types )
		return;

	for ( id in f$conns )
		{
		local c = f$conns[id];

		if ( ! c?$ssl )
			return;

		if ( ! c$ssl?$cert_chain )
			{
			c$ssl$cert_chain = vector();
			c$ssl$client_cert_chain = vector();
			}

		if ( f$is_orig )
			c$ssl$client_cert_chain[|c$ssl$client_cert_chain|] = f$info;
		else
			c$ssl$cert_chain[|c$ssl$cert_chain|] = f$info;
		}
	}

function fingerprints(chain: vector of Files::Info): vector of string
	{
	local fps: vector of string = vector();

	for ( i in chain )
		if ( chain[i]?$x509 )
			fps[|fps|] = chain[i]$x509$fingerprint;

	return fps;
	}

# Whether a name of a certificate, which may begin with "*.", is that of a host
# (RFC 6125 6.4).
function name_matches(pattern_name: string, host: string): bool
	{
	local p = to_lower(pattern_name);
	local h = to_lower(host);

	if ( sub_bytes(p, 1, 2) != "*." )
		return p == h;

	local dot = strstr(h, ".");
	return dot > 1 && sub_bytes(h, dot, |h|) == sub_bytes(p, 2, |p|);
	}

function cert_matches(cert: X509::Info, host: string): bool
	{
	if ( ! cert?$san || ! cert$san?$dns )
		return cert$certificate?$cn && name_matches(cert$certificate$cn, host);

	for ( i in cert$san$dns )
		if ( name_matches(cert$san$dns[i], host) )
			return T;

	return F;
	}

hook ssl_finishing(c: connection) &priority=20
	{
	if ( ! c$ssl?$cert_chain )
		return;

	local chain = c$ssl$cert_chain;
	c$ssl$cert_chain_fps = fingerprints(chain);
	c$ssl$client_cert_chain_fps = fingerprints(c$ssl$client_cert_chain);

	if ( c$ssl?$server_name && |chain| > 0 && chain[0]?$x509 )
		c$ssl$sni_matches_cert = cert_matches(chain[0]$x509, c$ssl$server_name);
	}
