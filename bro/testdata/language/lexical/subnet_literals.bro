# A subnet is an address with a width; bits beyond the width are cut.
print 10.1.2.3/8, 192.168.0.0/16, 0.0.0.0/0, 1.2.3.4/32, [2001:db8:1::]/32, [fe80::1]/10;
print type_name(10.0.0.0/8), 10.1.2.3/8 == 10.0.0.0/8;
# expect: 10.0.0.0/8, 192.168.0.0/16, 0.0.0.0/0, 1.2.3.4/32, 2001:db8::/32, fe80::/10
# expect: subnet, T
