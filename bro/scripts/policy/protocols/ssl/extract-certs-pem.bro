##! Writes the certificates of servers in PEM to the files certs-local.pem and
##! certs-remote.pem, each certificate once.

@load base/protocols/ssl
@load base/files/x509
@load base/utils/directions-and-hosts

module SSL;

export {
	## Whose certificates are written.
	option extract_certs_pem = LOCAL_HOSTS;
}

# What has been written, by fingerprint.
global extracted_certs: set[string] = set() &read_expire=1 hr;

event ssl_established(c: connection) &priority=5
	{
	if ( ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	if ( ! addr_matches_host(c$id$resp_h, extract_certs_pem) )
		return;

	local cert = c$ssl$cert_chain[0]$x509;

	if ( cert$fingerprint in extracted_certs )
		return;

	add extracted_certs[cert$fingerprint];
	local f = open_for_append(Site::is_local_addr(c$id$resp_h) ? "certs-local.pem" : "certs-remote.pem");
	write_file(f, x509_get_certificate_string(cert$handle, T));
	close(f);
	}
