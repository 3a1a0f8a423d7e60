# packet_source tells that packets come from a file.
# capture: site.pcap.zst
event zeek_done() { local s = packet_source(); print s$live, |s$path| > 0, reading_traces(), reading_live_traffic(); }
# expect: F, T, T, F
