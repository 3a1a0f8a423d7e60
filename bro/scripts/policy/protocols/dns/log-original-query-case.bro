##! Adds to dns.log the question as it was asked: some askers mix upper and lower case to
##! know the answer again.

@load base/protocols/dns

module DNS;

export {
	redef record Info += {
		original_query: string &log &optional;
	};
}

event dns_request(c: connection, msg: dns_msg, query: string, qtype: count, qclass: count, original_query: string)
	{
	if ( c?$dns )
		c$dns$original_query = original_query;
	}
