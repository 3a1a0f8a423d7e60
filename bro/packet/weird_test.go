package packet

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

// datagram4 and datagram6 are datagrams from 10.0.0.1 to 10.0.0.2 and from fd00::1 to fd00::2.
func datagram4(proto byte, payload ...byte) []byte {
	b := make([]byte, 20, 20+len(payload))
	b[0], b[8], b[9] = 0x45, 64, proto
	copy(b[12:], "\x0a\x00\x00\x01\x0a\x00\x00\x02")
	binary.BigEndian.PutUint16(b[2:], uint16(20+len(payload)))
	return append(b, payload...)
}

func datagram6(next byte, payload ...byte) []byte {
	b := make([]byte, 40, 40+len(payload))
	b[0], b[6], b[7] = 0x60, next, 64
	b[8], b[23], b[24], b[39] = 0xfd, 1, 0xfd, 2
	binary.BigEndian.PutUint16(b[4:], uint16(len(payload)))
	return append(b, payload...)
}

// What is odd below the transport is told with the addresses, if they are to be trusted.
func TestDecodeWeirds(t *testing.T) {
	udp := []byte{0, 7, 0, 9, 0, 9, 0, 0, 'x'}
	routing := func(kind, left byte, addresses ...byte) []byte {
		return append([]byte{ProtoUDP, byte(len(addresses) / 8), kind, left, 0, 0, 0, 0}, append(addresses, udp...)...)
	}
	far := append([]byte{0xfd}, append(make([]byte, 14), 9)...)
	zero := datagram4(ProtoUDP, udp...)
	zero[2], zero[3] = 0, 0
	small := datagram4(ProtoUDP, udp...)
	small[0] = 0x44
	cut := datagram4(ProtoTCP, make([]byte, 20)...)
	for _, test := range []struct {
		name  string
		b     []byte
		wire  int // 0 for all of b
		weird string
		dst   string // of the packet that comes out; "" for none
	}{
		{"no length", zero, 0, "IP ip_hdr_len_zero", "10.0.0.2"},
		{"header size", small, 0, "IP invalid_IP_header_size", ""},
		{"half a TCP header", datagram4(ProtoTCP, make([]byte, 10)...), 0, "TCP truncated_header 10.0.0.1", ""},
		{"captured half of a TCP header", cut[:30], 40, "TCP internally_truncated_header 10.0.0.1", ""},
		{"half an ICMP header", datagram4(ProtoICMP, 8, 0, 0), 0, "ICMP truncated_header 10.0.0.1", ""},
		{"no next header", datagram6(noNextHeader), 0, "IP ipv6_no_next fd00::1", ""},
		{"source routing", datagram6(43, routing(0, 1, far...)...), 0, "IP routing0_hdr fd00::1", "fd00::9"},
		{"source routing done", datagram6(43, routing(0, 0, far...)...), 0, "IP routing0_hdr fd00::1", "fd00::2"},
		{"half an address", datagram6(43, routing(0, 1, far[:8]...)...), 0, "IP odd_routing0_len fd00::1,IP routing0_hdr fd00::1", "fd00::2"},
		{"another kind of routing", datagram6(43, routing(4, 1, far...)...), 0, "", "fd00::2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var told []string
			d := Decoder{IgnoreChecksums: true, Weird: func(p *Packet, source, name, addl string) {
				if p != nil {
					name += " " + p.Src().String()
				}
				told = append(told, source+" "+name)
			}}
			var p Packet
			drop := d.Decode(&Raw{Data: test.b, WireLen: max(test.wire, len(test.b)), Link: LinkRaw}, &p)
			if got := strings.Join(told, ","); got != test.weird {
				t.Errorf("got %q, want %q", got, test.weird)
			}
			if drop == DropNone && p.Dst().String() != test.dst || (drop == DropNone) != (test.dst != "") {
				t.Errorf("got %v for %v, want %q", drop, p.Dst(), test.dst)
			}
		})
	}
}

func TestInnerWeirds(t *testing.T) {
	inner := datagram6(noNextHeader, make([]byte, 8)...)
	for name, b := range map[string][]byte{
		"truncated_inner_IP":        inner[:45],
		"inner_IP_payload_mismatch": append(slices.Clone(inner), 0),
		"invalid_inner_IP_version":  append([]byte{0x45}, inner[1:]...),
	} {
		var told string
		d := Decoder{Weird: func(p *Packet, source, name, addl string) { told = source + " " + name }}
		outer := Packet{Proto: ProtoIPv6, Payload: b, Len: len(b)}
		var p Packet
		if drop := d.InnerIP(&outer, &Encapsulation{}, &p); drop == DropNone || told != "IPTUNNEL "+name {
			t.Errorf("%s: got %v, %s", name, drop, told)
		}
	}
}
