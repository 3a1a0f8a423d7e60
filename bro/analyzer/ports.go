package analyzer

import "brig/bro/packet"

func tcpPorts(ports ...uint16) []portKey { return portKeys(packet.ProtoTCP, ports) }
func udpPorts(ports ...uint16) []portKey { return portKeys(packet.ProtoUDP, ports) }

func portKeys(proto uint8, ports []uint16) []portKey {
	keys := make([]portKey, len(ports))
	for i, p := range ports {
		keys[i] = portKey{proto, p}
	}
	return keys
}

// serverPorts are taken for servers' when a connection's first packet is no
// SYN, whether or not there is an analyzer for them: the ports of the protocols
// of Bro's script library (likely_server_ports).
var serverPorts = append(
	tcpPorts(21, 2811, 22, 25, 587, 53, 80, 81, 88, 631, 1080, 3128, 8000, 8080, 8888, 110, 143, 389, 443,
		445, 502, 563, 585, 614, 636, 989, 990, 992, 993, 994, 995, 1433, 1434, 3306, 3389, 5060, 5061, 5222,
		5223, 5269, 5432, 6379, 6666, 6667, 6668, 6669, 8443, 20000),
	udpPorts(53, 67, 88, 123, 137, 161, 162, 443, 514, 1812, 3544, 5060, 5072, 5353, 5355, 20000)...)
