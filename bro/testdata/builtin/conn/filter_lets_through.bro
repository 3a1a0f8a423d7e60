# Only the packets that an installed filter lets through are analyzed.
# capture: site.pcap.zst
redef enum PcapFilterID += { Only };
global protos: set[transport_proto];
event bro_init() { print precompile_pcap_filter(Only, "udp port 53"), install_pcap_filter(Only); }
event new_connection(c: connection) { add protos[get_port_transport_proto(c$id$resp_p)]; if ( 53/udp != c$id$resp_p && 53/udp != c$id$orig_p ) print "wrong", c$id; }
event zeek_done() { print protos; }
# expect: T, T
# expect: {
# expect: udp
# expect: }
