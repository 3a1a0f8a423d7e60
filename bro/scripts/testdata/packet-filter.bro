# A filter is put together of those that let packets pass and those that keep
# them out.
@load base/frameworks/packet-filter

redef capture_filters += { ["web"] = "port 80", ["names"] = "udp port 53" };
redef restrict_filters += { ["here"] = "net 10.0.0.0/8" };

event bro_init() &priority=-10
	{
	print PacketFilter::current_filter;
	print PacketFilter::install();
	print PacketFilter::exclude("bad", "no such (filter"), PacketFilter::exclude("mine", "host 10.0.0.1");
	print PacketFilter::current_filter;
	print PacketFilter::remove_exclude("mine"), PacketFilter::remove_exclude("yours");
	print PacketFilter::current_filter;
	print PacketFilter::combine_filters("", "and", "tcp"), PacketFilter::combine_filters("ip", "or", "tcp");
	print PacketFilter::port_to_bpf(80/tcp), PacketFilter::port_to_bpf(0/unknown);
	}
