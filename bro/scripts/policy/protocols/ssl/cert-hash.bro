##! Adds to ssl.log the digest (MD5) of the server's certificate.

@load base/protocols/ssl

module SSL;

export {
	redef record Info += {
		cert_hash: string &log &optional;
	};
}

hook SSL::ssl_finishing(c: connection) &priority=10
	{
	if ( c$ssl?$cert_chain && |c$ssl$cert_chain| > 0 && c$ssl$cert_chain[0]?$md5 )
		c$ssl$cert_hash = c$ssl$cert_chain[0]$md5;
	}
