##! Finds names outside of the site's zones that stand for the site's hosts.

@load base/frameworks/notice
@load base/protocols/dns
@load base/utils/site

module DNS;

export {
	redef enum Notice::Type += {
		## A local address was found under another's name.
		External_Name
	};
}

hook DNS::do_reply(c: connection, msg: dns_msg, ans: dns_answer, reply: string) &priority=-5
	{
	if ( |Site::local_zones| == 0 || ans$answer_type != DNS_ANS || ! is_valid_ip(reply) )
		return;

	if ( Site::is_local_addr(to_addr(reply)) && ! Site::is_local_name(ans$query) )
		NOTICE([$note=External_Name, $conn=c, $identifier=cat(ans$query, reply),
		        $msg=fmt("%s is the local address %s, but in none of the local zones", ans$query, reply)]);
	}
