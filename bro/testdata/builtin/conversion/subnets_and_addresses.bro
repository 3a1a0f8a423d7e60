# Subnets have an address and a width.
event bro_init() { print addr_to_subnet(1.2.3.4), addr_to_subnet([::1]), subnet_to_addr(10.0.0.0/8), subnet_width(10.0.0.0/8), subnet_width([2001:db8::]/32); }
# expect: 1.2.3.4/32, ::1/128, 10.0.0.0, 8, 32
