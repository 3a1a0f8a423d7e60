##! Names of servers that clients ask for with TLS.

@load base/frameworks/intel
@load ./where-locations

event ssl_extension_server_name(c: connection, is_client: bool, names: string_vec) &group="Intel::DOMAIN"
	{
	if ( ! is_client )
		return;

	for ( i in names )
		Intel::seen([$indicator=names[i], $indicator_type=Intel::DOMAIN, $conn=c, $where=SSL::IN_SERVER_NAME]);
	}
