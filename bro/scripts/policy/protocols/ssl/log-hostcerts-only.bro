##! Keeps to the certificates of hosts in x509.log: those that vouch for them, the rest of
##! a chain, are left out.

@load base/files/x509
@load base/protocols/ssl

module X509;

event bro_init() &priority=2
	{
	local f = Log::get_filter(X509::LOG, "default");
	Log::remove_filter(X509::LOG, "default");
	f$pred = function(rec: X509::Info): bool { return rec$host_cert; };
	Log::add_filter(X509::LOG, f);
	}
