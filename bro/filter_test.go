package bro

import (
	"net/netip"
	"strings"
	"testing"

	"brig/bro/packet"
)

// tcpPacket makes a packet of an Ethernet frame with an IPv4 TCP segment.
func tcpPacket(t testing.TB, src, dst string, sport, dport uint16) *packet.Packet {
	t.Helper()
	frame := make([]byte, 14+20+20)
	frame[12] = 8 // IPv4
	ip := frame[14:]
	ip[0], ip[3], ip[8], ip[9] = 0x45, 40, 64, packet.ProtoTCP
	copy(ip[12:], netip.MustParseAddr(src).AsSlice())
	copy(ip[16:], netip.MustParseAddr(dst).AsSlice())
	tcp := ip[20:]
	tcp[0], tcp[1], tcp[2], tcp[3] = byte(sport>>8), byte(sport), byte(dport>>8), byte(dport)
	tcp[12], tcp[13] = 0x50, packet.SYN
	var p packet.Packet
	d := packet.Decoder{IgnoreChecksums: true}
	if drop := d.Decode(&packet.Raw{Data: frame, WireLen: len(frame), Link: packet.LinkEthernet}, &p); drop != packet.DropNone {
		t.Fatalf("the packet is dropped: %s", drop)
	}
	return &p
}

func TestFilter(t *testing.T) {
	p := tcpPacket(t, "10.1.2.3", "192.0.2.7", 4242, 80)
	for text, want := range map[string]bool{
		"":                         true,
		"tcp":                      true,
		"udp or icmp":              false,
		"ip and not ip6":           true,
		"port 80":                  true,
		"src port 80":              false,
		"dst port 80":              true,
		"src or dst port 80":       true,
		"port 81 or 80":            true,
		"udp port 80":              false,
		"tcp portrange 79-81":      true,
		"host 10.1.2.3":            true,
		"dst host 10.1.2.3":        false,
		"10.1.2.3":                 true,
		"net 10.0.0.0/8":           true,
		"dst net 10.0.0.0/8":       false,
		"ip proto 6":               true,
		"vlan":                     false,
		"less 60":                  true,
		"greater 60":               false,
		"not (port 80 && tcp)":     false,
		"! udp":                    true,
		"udp or tcp and port 443":  false, // from the left
		"udp or (tcp and port 80)": true,
	} {
		f, err := parseFilter(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if f(p) != want {
			t.Errorf("%q lets the packet through: %t, want %t", text, !want, want)
		}
	}
}

func TestFilterRefused(t *testing.T) {
	for _, text := range []string{
		"port", "port x", "port 65536", "net 10.0.0.0", "host", "(tcp", "tcp)", "tcp udp", "and", "tcp[13] & 2 != 0",
		"ether host 1:2:3:4:5:6", "portrange 1", strings.Repeat("(", 1000), strings.Repeat("not ", 1000),
	} {
		if _, err := parseFilter(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add("tcp port 80 or (udp and src net 10.0.0.0/8)")
	f.Add("not host ::1 && vlan 5 or less 40")
	p := tcpPacket(f, "10.1.2.3", "192.0.2.7", 4242, 80)
	f.Fuzz(func(t *testing.T, text string) {
		if want, err := parseFilter(text); err == nil {
			want(p)
		}
	})
}
