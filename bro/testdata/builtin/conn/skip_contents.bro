# skip_further_processing looks no further into a connection, which stays.
# capture: site.pcap.zst
global requests = 0;
global removed = 0;
event new_connection(c: connection) { skip_further_processing(c$id); }
event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) { ++requests; }
event connection_state_remove(c: connection) { ++removed; }
event zeek_done() { print requests, removed > 0; }
# expect: 0, T
