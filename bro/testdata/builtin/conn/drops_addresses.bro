# Packets from and to addresses can be dropped, all or a share of them.
# capture: site.pcap.zst
global n = 0;
event bro_init() { install_src_net_filter(0.0.0.0/0, 0, 1.0); install_src_net_filter([::]/0, 0, 1.0); }
event new_connection(c: connection) { ++n; }
event zeek_done()
	{
	print n, uninstall_src_net_filter(0.0.0.0/0), uninstall_src_net_filter(0.0.0.0/0), uninstall_src_addr_filter(1.2.3.4);
	print install_dst_addr_filter(1.2.3.4, 0, 0.5), uninstall_dst_addr_filter(1.2.3.4), install_dst_net_filter(1.0.0.0/8, 2, 1.0), uninstall_dst_net_filter(1.0.0.0/8), install_src_addr_filter(1.2.3.4, 0, 0.1);
	}
# expect: 0, T, F, F
# expect: T, T, T, T, T
