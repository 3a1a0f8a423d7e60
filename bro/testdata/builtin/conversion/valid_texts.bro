# is_valid_ip and is_valid_subnet test texts without a message.
event bro_init() { print is_valid_ip("1.2.3.4"), is_valid_ip("1.2.3"), is_valid_ip("::1"), is_valid_subnet("10.0.0.0/8"), is_valid_subnet("10.0.0.0"), is_valid_subnet("::/0"), is_valid_subnet("10.0.0.0/33"); }
# expect: T, F, T, T, F, T, F
