# is_v4_addr and its kin tell IPv4 from IPv6.
event bro_init() { print is_v4_addr(1.2.3.4), is_v6_addr(1.2.3.4), is_v6_addr([::1]), is_v4_subnet(10.0.0.0/8), is_v6_subnet(10.0.0.0/8), is_v6_subnet([::]/0); }
# expect: T, F, T, T, F, T
