# decode_base64_conn raises conn_weird for what is no base64.
# capture: site.pcap.zst
global done = F;
event new_connection(c: connection) { if ( ! done ) print decode_base64_conn(c$id, "YnJv"), decode_base64_conn(c$id, "Yn*Jv"), current_analyzer(); done = T; }
event conn_weird(name: string, c: connection, addl: string) { if ( name == "base64_illegal_encoding" ) print name, addl; }
# expect: bro, bro, 0
# expect: base64_illegal_encoding, character 42 ignored by Base64 decoding
