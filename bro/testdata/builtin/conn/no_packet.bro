# Outside of the analysis of a packet there is none.
event bro_init() { print get_current_packet(), get_current_packet_ts(), dump_current_packet("/nowhere/at/all"); }
# expect: [ts_sec=0, ts_usec=0, caplen=0, len=0, data=, link_type=LINK_UNKNOWN], 0.0, F
