# Addresses: IPv4 with four numbers, IPv6 in brackets in any of its forms.
print 192.168.18.12, 0.0.0.0, 255.255.255.255;
print [::1], [2001:DB8::a], [1:2:3:4:5:6:7:8], [::], [::ffff:1.2.3.4];
print type_name(1.2.3.4), type_name([::1]);
print [::ffff:1.2.3.4] == 1.2.3.4;
# expect: 192.168.18.12, 0.0.0.0, 255.255.255.255
# expect: ::1, 2001:db8::a, 1:2:3:4:5:6:7:8, ::, 1.2.3.4
# expect: addr, addr
# expect: T
