# get_orig_seq and get_resp_seq are those of packets; other connections have 0.
# capture: site.pcap.zst
global seen_tcp = F;
global seen_udp = F;
event connection_established(c: connection) { if ( ! seen_tcp ) print get_orig_seq(c$id) > 0, get_resp_seq(c$id) > 0, get_orig_seq(c$id) != get_resp_seq(c$id); seen_tcp = T; }
event udp_request(c: connection) { if ( ! seen_udp ) print get_orig_seq(c$id), get_resp_seq(c$id); seen_udp = T; }
# expect: 0, 0
# expect: T, T, T
