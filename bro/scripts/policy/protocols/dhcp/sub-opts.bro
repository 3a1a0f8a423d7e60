##! Adds to dhcp.log what a relay says of the client (option 82, RFC 3046).

@load base/protocols/dhcp

module DHCP;

export {
	redef record Info += {
		## At which circuit of the relay the client is.
		circuit_id: string &log &optional;
		## Which client that is, as the relay knows it.
		agent_remote_id: string &log &optional;
		## Which subscriber (RFC 3993).
		subscriber_id: string &log &optional;
	};
}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options)
	{
	if ( ! options?$sub_opt )
		return;

	for ( i in options$sub_opt )
		{
		local sub_opt = options$sub_opt[i];

		switch ( sub_opt$code )
			{
			case 1:
				log_info$circuit_id = sub_opt$value;
				break;

			case 2:
				log_info$agent_remote_id = sub_opt$value;
				break;

			case 6:
				log_info$subscriber_id = sub_opt$value;
				break;
			}
		}
	}
