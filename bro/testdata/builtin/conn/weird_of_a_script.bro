# Reporter::conn_weird raises conn_weird with the connection.
# capture: site.pcap.zst
global done = F;
event new_connection(c: connection) { if ( ! done ) print Reporter::conn_weird("odd_thing", c, "more"); done = T; }
event conn_weird(name: string, c: connection, addl: string) { if ( name == "odd_thing" ) print name, addl, c?$uid; }
# expect: T
# expect: odd_thing, more, T
