##! What headers of HTTP tell: hosts, programs, where a link was followed, and
##! for whom a proxy asks.

@load base/frameworks/intel
@load base/utils/addrs
@load ./where-locations

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::ADDR"
	{
	if ( ! is_orig )
		return;

	if ( name == "HOST" && is_valid_ip(value) )
		Intel::seen([$host=to_addr(value), $conn=c, $where=HTTP::IN_HOST_HEADER]);

	if ( name == "X-FORWARDED-FOR" )
		{
		local addresses = extract_ip_addresses(value);

		for ( i in addresses )
			Intel::seen([$host=to_addr(addresses[i]), $conn=c, $where=HTTP::IN_X_FORWARDED_FOR_HEADER]);
		}
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::DOMAIN"
	{
	if ( ! is_orig )
		return;

	if ( name == "HOST" && ! is_valid_ip(value) )
		{
		# Without the port.
		local host = sub(value, /:[0-9]+$/, "");
		Intel::seen([$indicator=host, $indicator_type=Intel::DOMAIN, $conn=c, $where=HTTP::IN_HOST_HEADER]);
		}

	if ( name == "X-FORWARDED-FOR" && |extract_ip_addresses(value)| == 0 )
		Intel::seen([$indicator=value, $indicator_type=Intel::DOMAIN, $conn=c, $where=HTTP::IN_X_FORWARDED_FOR_HEADER]);
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::URL"
	{
	if ( is_orig && name == "REFERER" )
		Intel::seen([$indicator=sub(value, /^.*:\/\//, ""), $indicator_type=Intel::URL,
		             $conn=c, $where=HTTP::IN_REFERRER_HEADER]);
	}

event http_header(c: connection, is_orig: bool, name: string, value: string) &group="Intel::SOFTWARE"
	{
	if ( is_orig && name == "USER-AGENT" )
		Intel::seen([$indicator=value, $indicator_type=Intel::SOFTWARE, $conn=c, $where=HTTP::IN_USER_AGENT_HEADER]);
	}
