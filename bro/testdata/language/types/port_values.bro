# Ports compare and convert; a port has a number and a protocol.
local p = 80/tcp;
print p == 80/tcp, p == 80/udp, p < 81/tcp, port_to_count(p), get_port_transport_proto(p), count_to_port(53, udp);
print p in set(80/tcp), 80/udp in set(80/tcp);
# expect: T, F, T, 80, tcp, 53/udp
# expect: T, F
