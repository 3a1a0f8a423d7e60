##! What clients and servers of DHCP say they are (options 60 and 43), in dhcp.log and as
##! software.

@load base/frameworks/software
@load base/protocols/dhcp

module DHCP;

export {
	redef enum Software::Type += {
		SERVER,
		CLIENT
	};

	redef record Info += {
		client_software: string &log &optional;
		server_software: string &log &optional;
	};
}

event DHCP::aggregate_msgs(ts: time, id: conn_id, uid: string, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options)
	{
	if ( is_orig && options?$vendor_class )
		log_info$client_software = options$vendor_class;

	if ( ! is_orig && options?$vendor )
		log_info$server_software = options$vendor;
	}

event DHCP::log_dhcp(rec: DHCP::Info)
	{
	# Whose it is, is only known when the server has given an address.
	if ( ! rec?$assigned_addr || ! rec?$server_addr )
		return;

	local id: conn_id = [$orig_h=rec$assigned_addr, $orig_p=rec$client_port, $resp_h=rec$server_addr, $resp_p=rec$server_port];

	if ( rec?$client_software )
		Software::found(id, [$unparsed_version=rec$client_software, $host=rec$assigned_addr, $host_p=rec$client_port, $software_type=CLIENT]);

	if ( rec?$server_software )
		Software::found(id, [$unparsed_version=rec$server_software, $host=rec$server_addr, $host_p=rec$server_port, $software_type=SERVER]);
	}
