# A literal IPv6 address stands in brackets; it may begin with 0x and end in an IPv4 address.
# expect: ::1, aaaa::bbbb, 10.1.2.3, ffff::102:304, fe80::/16
print [::1], [0xaaaa::bbbb], [::ffff:10.1.2.3], [ffff::1.2.3.4], [fe80::1:2]/16;
