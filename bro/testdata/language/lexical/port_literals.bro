# A port is a number with a protocol.
print 80/tcp, 53/udp, 8/icmp, 0/unknown, 65535/tcp;
print type_name(80/tcp);
# expect: 80/tcp, 53/udp, 8/icmp, 0/unknown, 65535/tcp
# expect: port
