# to_json of ports is an object, of addresses, subnets, enums and patterns a string.
type E: enum { RED };
event bro_init() { print to_json(80/tcp), to_json(0/unknown), to_json(1.2.3.4), to_json([fe80::]/64), to_json(RED), to_json(/ab/); }
# expect: {"port":80,"proto":"tcp"}, {"port":0,"proto":"unknown"}, "1.2.3.4", "fe80::/64", "RED", "/^?(ab)$?/"
