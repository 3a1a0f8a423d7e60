# There is no data base of places.
event bro_init() { print lookup_location(1.2.3.4)?$city, lookup_asn(1.2.3.4), lookup_autonomous_system(1.2.3.4)?$number, mmdb_open_location_db("x"), mmdb_open_asn_db("x"), is_local_interface(127.0.0.1), is_local_interface(192.0.2.1); }
# expect: F, 0, F, F, F, T, F
