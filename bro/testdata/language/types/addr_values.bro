# Addresses compare, are in subnets, and have a width.
local a = 192.168.1.7;
print a == 192.168.1.7, a < 192.168.1.8, a in 192.168.0.0/16, a !in 10.0.0.0/8, |a|, |[::1]|, is_v4_addr(a), is_v6_addr([::1]);
print a / 24, [2001:db8::1] / 32, type_name(a / 24), [::1] in [::]/0, a in [::]/0;
# expect: T, T, T, T, 32, 128, T, T
# expect: 192.168.1.0/24, 2001:db8::/32, subnet, T, T
