# IPv6 addresses print in their shortest form, IPv4 addresses within IPv6 as IPv4.
print [2001:0db8:0000:0000:0001:0000:0000:0001], [::ffff:10.0.0.1], [fe80::]/64, 0.0.0.0/0;
# expect: 2001:db8::1:0:0:1, 10.0.0.1, fe80::/64, 0.0.0.0/0
