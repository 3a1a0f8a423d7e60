# conn.log of connections in each state.
@load base/protocols/conn

redef Site::private_address_space_is_local = F;

redef Site::local_nets += { 10.0.0.0/8 };

function log_as(orig: count, resp: count, history: string, p: port, size: count)
	{
	local id: conn_id = [$orig_h=10.0.0.1, $orig_p=1234/tcp, $resp_h=192.0.2.1, $resp_p=p];
	local c: connection = [$id=id, $orig=[$size=size, $state=orig, $num_pkts=3, $num_bytes_ip=180],
		$resp=[$size=size, $state=resp, $num_pkts=2, $num_bytes_ip=120, $missed_bytes=7],
		$start_time=double_to_time(1.0), $duration=(history == "" ? 0 sec : 2 sec),
		$service=set("ssl", "-http", "http"), $history=history, $uid="C1"];
	event Conn::known(c, p == 0/icmp ? 1 : (get_port_transport_proto(p) == tcp ? 6 : 17));
	event connection_state_remove(c);
	}

event bro_init()
	{
	log_as(TCP_SYN_SENT, TCP_INACTIVE, "S", 80/tcp, 0);	# S0
	log_as(TCP_ESTABLISHED, TCP_ESTABLISHED, "ShAD", 80/tcp, 5);	# S1
	log_as(TCP_CLOSED, TCP_ESTABLISHED, "ShAF", 80/tcp, 5);	# S2
	log_as(TCP_ESTABLISHED, TCP_CLOSED, "ShAf", 80/tcp, 5);	# S3
	log_as(TCP_CLOSED, TCP_CLOSED, "ShAFf", 80/tcp, 5);	# SF
	log_as(TCP_SYN_SENT, TCP_RESET, "Sr", 80/tcp, 0);	# REJ
	log_as(TCP_RESET, TCP_ESTABLISHED, "ShAR", 80/tcp, 5);	# RSTO
	log_as(TCP_ESTABLISHED, TCP_RESET, "ShAr", 80/tcp, 5);	# RSTR
	log_as(TCP_RESET, TCP_INACTIVE, "SR", 80/tcp, 0);	# RSTOS0
	log_as(TCP_INACTIVE, TCP_RESET, "hr", 80/tcp, 0);	# RSTRH
	log_as(TCP_CLOSED, TCP_INACTIVE, "SF", 80/tcp, 0);	# SH
	log_as(TCP_INACTIVE, TCP_CLOSED, "hf", 80/tcp, 0);	# SHR
	log_as(TCP_PARTIAL, TCP_PARTIAL, "Dd", 80/tcp, 5);	# OTH
	log_as(UDP_ACTIVE, UDP_ACTIVE, "Dd", 53/udp, 5);	# SF
	log_as(UDP_ACTIVE, UDP_INACTIVE, "", 53/udp, 5);	# S0
	log_as(UDP_INACTIVE, UDP_ACTIVE, "d", 53/udp, 5);	# SHR
	log_as(UDP_ACTIVE, UDP_ACTIVE, "", 0/icmp, 5);	# OTH
	}
