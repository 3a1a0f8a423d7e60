package packet

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

func TestDecodeLinks(t *testing.T) {
	udp := udpFrame(t, client, server, 5000, 53, "hello")
	ip := udp[14:47]
	tag := func(id uint16, next uint16) []byte {
		return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, id), next)
	}
	vlan := slices.Concat(udp[:12], []byte{0x81, 0}, tag(7, 0x0800), ip)
	qinq := slices.Concat(udp[:12], []byte{0x88, 0xa8}, tag(100, 0x8100), tag(0x2005, 0x0800), ip)
	sll := slices.Concat(make([]byte, 14), []byte{8, 0}, ip)
	sll2 := slices.Concat([]byte{8, 0}, make([]byte, 18), ip)
	snap := []byte{0xaa, 0xaa, 3, 0, 0, 0, 8, 0}
	wifi := func(kind, flags byte, size int) []byte {
		b := make([]byte, size)
		b[0], b[1] = kind, flags
		return b
	}
	tests := []struct {
		name        string
		link        LinkType
		frame       []byte
		vlan, inner uint16
		drop        Drop
	}{
		{"Ethernet", LinkEthernet, udp, 0, 0, DropNone},
		{"padded Ethernet", LinkEthernet, slices.Concat(udp, make([]byte, 9)), 0, 0, DropNone},
		{"802.1Q", LinkEthernet, vlan, 7, 0, DropNone},
		{"QinQ", LinkEthernet, qinq, 100, 5, DropNone},
		{"raw", LinkRaw, ip, 0, 0, DropNone},
		{"null, little endian", LinkNull, slices.Concat([]byte{2, 0, 0, 0}, ip), 0, 0, DropNone},
		{"null, big endian", LinkNull, slices.Concat([]byte{0, 0, 0, 2}, ip), 0, 0, DropNone},
		{"loop", LinkLoop, slices.Concat([]byte{0, 0, 0, 2}, ip), 0, 0, DropNone},
		{"cooked", LinkSLL, sll, 0, 0, DropNone},
		{"cooked 2", LinkSLL2, sll2, 0, 0, DropNone},
		{"802.3 with SNAP", LinkEthernet, slices.Concat(udp[:12], []byte{0, 41}, snap, ip), 0, 0, DropNone},
		{"802.1Q with SNAP", LinkEthernet, slices.Concat(udp[:12], []byte{0x81, 0}, tag(7, 41), snap, ip), 7, 0, DropNone},
		{"spanning tree", LinkEthernet, slices.Concat(udp[:12], []byte{0, 38, 0x42, 0x42, 3}, make([]byte, 35)), 0, 0, DropNotIP},
		{"raw, other numbers", 12, ip, 0, 0, DropNone},
		{"raw IPv4", LinkIPv4, ip, 0, 0, DropNone},
		{"MPLS", LinkMPLS, slices.Concat([]byte{0, 1, 0, 64, 0, 2, 1, 64}, ip), 0, 0, DropNone},
		{"MPLS in 802.1Q", LinkEthernet, slices.Concat(udp[:12], []byte{0x81, 0}, tag(7, etherMPLS), []byte{0, 2, 1, 64}, ip), 7, 0, DropNone},
		{"MPLS pseudowire", LinkMPLS, slices.Concat([]byte{0, 2, 1, 64, 0, 0, 0, 0}, udp), 0, 0, DropNotIP},
		{"MPLS without an end", LinkMPLS, make([]byte, 4*maxLabels+8), 0, 0, DropTruncated},
		{"PPP", LinkPPP, slices.Concat([]byte{0, 0x21}, ip), 0, 0, DropNone},
		{"PPP, short protocol", LinkPPP, slices.Concat([]byte{0x21}, ip), 0, 0, DropNone},
		{"PPP in HDLC", LinkPPPHDLC, slices.Concat([]byte{0xff, 3, 0, 0x21}, ip), 0, 0, DropNone},
		{"PPP in HDLC, file of PPP", LinkPPP, slices.Concat([]byte{0xff, 3, 0, 0x21}, ip), 0, 0, DropNone},
		{"PPP with MPLS", LinkPPP, slices.Concat([]byte{2, 0x81, 0, 2, 1, 64}, ip), 0, 0, DropNone},
		{"PPP control", LinkPPP, []byte{0xc0, 0x21, 1, 1, 0, 4}, 0, 0, DropNotIP},
		{"Cisco HDLC", LinkHDLC, slices.Concat([]byte{0x0f, 0, 8, 0}, ip), 0, 0, DropNone},
		{"PPPoE", LinkPPPoE, slices.Concat([]byte{0x11, 0, 0, 1, 0, 35, 0, 0x21}, ip), 0, 0, DropNone},
		{"PPPoE in Ethernet", LinkEthernet, slices.Concat(udp[:12], []byte{0x88, 0x64, 0x11, 0, 0, 1, 0, 35, 0, 0x21}, ip), 0, 0, DropNone},
		{"PPPoE discovery", LinkEthernet, slices.Concat(udp[:12], []byte{0x88, 0x63, 0x11, 9, 0, 0, 0, 0, 0, 0}), 0, 0, DropNotIP},
		{"PPI", LinkPPI, slices.Concat([]byte{0, 0, 12, 0, 1, 0, 0, 0, 9, 9, 9, 9}, udp), 0, 0, DropNone},
		{"PPI of PPI", LinkPPI, []byte{0, 0, 8, 0, 192, 0, 0, 0, 0, 0, 8, 0, 192, 0, 0, 0}, 0, 0, DropLink},
		{"NFLOG", LinkNFLOG, slices.Concat([]byte{2, 0, 0, 7, 5, 0, 10, 0, 'x', 0, 0, 0, 37, 0, 9, 0}, ip), 0, 0, DropNone},
		{"NFLOG without a packet", LinkNFLOG, []byte{2, 0, 0, 7, 5, 0, 10, 0, 'x', 0, 0, 0}, 0, 0, DropBadHeader},
		{"802.11", LinkWiFi, slices.Concat(wifi(0x08, 0x01, 24), snap, ip), 0, 0, DropNone},
		{"802.11 with QoS", LinkWiFi, slices.Concat(wifi(0x88, 0x02, 26), snap, ip), 0, 0, DropNone},
		{"802.11 with QoS and HT control", LinkWiFi, slices.Concat(wifi(0x88, 0x82, 30), snap, ip), 0, 0, DropNone},
		{"802.11 between access points", LinkWiFi, slices.Concat(wifi(0x88, 0x03, 32), snap, ip), 0, 0, DropNone},
		{"802.11 beacon", LinkWiFi, wifi(0x80, 0, 60), 0, 0, DropNoData},
		{"802.11 without data", LinkWiFi, wifi(0x48, 0x01, 24), 0, 0, DropNoData},
		{"802.11 encrypted", LinkWiFi, wifi(0x88, 0x41, 90), 0, 0, DropNoData},
		{"802.11 fragment", LinkWiFi, slices.Concat(wifi(0x08, 0x05, 24), snap, ip), 0, 0, DropNoData},
		{"802.11, short", LinkWiFi, wifi(0x88, 0x03, 31), 0, 0, DropTruncated},
		{"radiotap", LinkWiFiRadio, slices.Concat([]byte{0, 0, 8, 0, 0, 0, 0, 0}, wifi(0x08, 0x01, 24), snap, ip), 0, 0, DropNone},
		{"radiotap that says padded", LinkWiFiRadio,
			slices.Concat([]byte{0, 0, 25, 0, 3, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x20}, wifi(0x88, 0x02, 26), []byte{0, 0}, snap, ip), 0, 0, DropNone},
		{"radiotap, short", LinkWiFiRadio, []byte{0, 0, 9, 0, 0, 0, 0, 0}, 0, 0, DropTruncated},
		{"Prism", LinkWiFiPrism, slices.Concat([]byte{0x44, 0, 0, 0, 144, 0, 0, 0}, make([]byte, 136), wifi(0x08, 0x01, 24), snap, ip), 0, 0, DropNone},
		{"AVS in a file of Prism", LinkWiFiPrism, slices.Concat([]byte{0x80, 0x21, 0x10, 1, 0, 0, 0, 64}, make([]byte, 56), wifi(0x08, 0x01, 24), snap, ip), 0, 0, DropNone},
		{"AVS", LinkWiFiAVS, slices.Concat([]byte{0x80, 0x21, 0x10, 2, 0, 0, 0, 64}, make([]byte, 56), wifi(0x08, 0x01, 24), snap, ip), 0, 0, DropNone},
		{"ARP", LinkEthernet, slices.Concat(udp[:12], []byte{8, 6}, make([]byte, 28)), 0, 0, DropNotIP},
		{"short Ethernet", LinkEthernet, udp[:13], 0, 0, DropTruncated},
		{"short IP", LinkEthernet, udp[:30], 0, 0, DropTruncated},
		{"unknown link", 147, udp, 0, 0, DropLink},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var d Decoder
			var p Packet
			drop := d.Decode(&Raw{Data: tt.frame, WireLen: len(tt.frame), Link: tt.link}, &p)
			if drop != tt.drop || d.Stats.Drops[tt.drop] != 1 {
				t.Fatalf("got drop %v, want %v", drop, tt.drop)
			}
			if drop != DropNone {
				return
			}
			if p.Src() != client || p.Dst() != server || p.SrcPort != 5000 || p.DstPort != 53 ||
				string(p.Payload) != "hello" || p.Len != 5 || p.IPLen != 33 || p.BadChecksum {
				t.Errorf("got %v:%d > %v:%d %q len %d IP %d bad checksum %v", p.Src(), p.SrcPort, p.Dst(), p.DstPort, p.Payload, p.Len, p.IPLen, p.BadChecksum)
			}
			if p.VLAN != tt.vlan || p.InnerVLAN != tt.inner {
				t.Errorf("got VLANs %d, %d, want %d, %d", p.VLAN, p.InnerVLAN, tt.vlan, tt.inner)
			}
		})
	}
}

// Several packets in one frame.
func TestWiFiAggregate(t *testing.T) {
	var frame []byte
	frame = append(frame, 0x88, 0x01)
	frame = append(frame, make([]byte, 22)...)
	frame = append(frame, 0x80, 0) // QoS control: A-MSDU
	for i := range 3 {
		ip := udpFrame(t, client, server, uint16(5000+i), 53, "hello"+strings.Repeat("!", i))
		ip = ip[14 : 14+33+i]
		frame = append(frame, ip[:6]...)
		frame = append(frame, 2, 0, 0, 0, 0, byte(i), 0, byte(8+len(ip)), 0xaa, 0xaa, 3, 0, 0, 0, 8, 0)
		frame = append(frame, ip...)
		for i < 2 && (len(frame)-26)%4 != 0 {
			frame = append(frame, 0)
		}
	}
	var d Decoder
	var p Packet
	raw := Raw{Data: frame, WireLen: len(frame), Link: LinkWiFi}
	drop, more := d.Decode(&raw, &p), true
	for i := range 3 {
		if !more || drop != DropNone || p.SrcPort != uint16(5000+i) || len(p.Payload) != 5+i || p.BadChecksum || p.SrcMAC[5] != byte(i) {
			t.Fatalf("packet %d: got %v %v, port %d, payload %q", i, more, drop, p.SrcPort, p.Payload)
		}
		drop, more = d.More(&raw, &p)
	}
	if more || d.Stats.Packets != 1 || d.Stats.IPv4 != 3 {
		t.Errorf("got more %v, %d packets, %d IPv4, want 1, 3", more, d.Stats.Packets, d.Stats.IPv4)
	}
}

func TestInner(t *testing.T) {
	inner := udpFrame(t, client, server, 5000, 53, "hello")
	outer := serialize(t, ethernet(layers.EthernetTypeIPv4), ipv4(server, client, layers.IPProtocolIPv4), gopacket.Payload(inner[14:47]))
	var d Decoder
	var p, q Packet
	// The capture lacks the last two bytes.
	raw := Raw{Time: 7, Data: outer[:len(outer)-2], WireLen: len(outer), Link: LinkEthernet}
	if drop := d.Decode(&raw, &p); drop != DropNone || p.Proto != 4 || p.Len != 33 {
		t.Fatalf("outer: got drop %v, protocol %d, %d bytes", drop, p.Proto, p.Len)
	}
	if drop := d.Inner(&p, nil, LinkRaw, p.Payload, &q); drop != DropNone {
		t.Fatalf("inner: got drop %v", drop)
	}
	if q.Src() != client || q.Dst() != server || string(q.Payload) != "hel" || q.Len != 5 || q.Time != 7 || p.Src() != server {
		t.Errorf("inner: got %v > %v %q of %d bytes at %d", q.Src(), q.Dst(), q.Payload, q.Len, q.Time)
	}
	if d.Stats.Packets != 1 || d.Stats.IPv4 != 2 {
		t.Errorf("got %d packets, %d IPv4, want 1, 2", d.Stats.Packets, d.Stats.IPv4)
	}
}

func TestDecodeIPv6Extensions(t *testing.T) {
	src, dst := netip.MustParseAddr("2001:db8::1"), netip.MustParseAddr("2001:db8::2")
	ip := &layers.IPv6{Version: 6, TrafficClass: 0xa5, FlowLabel: 0x98765, HopLimit: 9, NextHeader: layers.IPProtocolUDP, SrcIP: src.AsSlice(), DstIP: dst.AsSlice()}
	udp := &layers.UDP{SrcPort: 1, DstPort: 2}
	if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	plain := serialize(t, ip, udp, gopacket.Payload("abc"))
	// Hop-by-hop, then destination options, between header and UDP.
	ext := slices.Concat(plain[:40], []byte{60, 0, 1, 4, 0, 0, 0, 0}, []byte{17, 0, 1, 4, 0, 0, 0, 0}, plain[40:])
	ext[6] = 0
	binary.BigEndian.PutUint16(ext[4:], uint16(len(ext)-40))
	for name, frame := range map[string][]byte{"plain": plain, "extensions": ext} {
		var d Decoder
		var p Packet
		if drop := d.Decode(&Raw{Data: frame, WireLen: len(frame), Link: LinkIPv6}, &p); drop != DropNone {
			t.Fatalf("%s: dropped: %v", name, drop)
		}
		if p.Src() != src || p.Dst() != dst || p.TTL != 9 || string(p.Payload) != "abc" || p.IPLen != len(frame) || p.BadChecksum {
			t.Errorf("%s: got %v > %v TTL %d %q IP %d bad checksum %v", name, p.Src(), p.Dst(), p.TTL, p.Payload, p.IPLen, p.BadChecksum)
		}
		if p.Class() != 0xa5 || p.FlowLabel() != 0x98765 || p.ID() != 0 || len(p.IPHeader) != 40 {
			t.Errorf("%s: got class %#x flow %#x id %d, header %d bytes", name, p.Class(), p.FlowLabel(), p.ID(), len(p.IPHeader))
		}
	}
}

func TestIPv4Header(t *testing.T) {
	ip := ipv4(client, server, layers.IPProtocolUDP)
	ip.TOS, ip.Id = 0x2e, 0xbeef
	ip.Options = []layers.IPv4Option{{OptionType: 148, OptionLength: 4, OptionData: []byte{0, 0}}} // router alert
	udp := &layers.UDP{SrcPort: 1, DstPort: 2}
	if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	frame := serialize(t, ip, udp, gopacket.Payload("abc"))
	var d Decoder
	var p Packet
	if drop := d.Decode(&Raw{Data: frame, WireLen: len(frame), Link: LinkRaw}, &p); drop != DropNone {
		t.Fatalf("dropped: %v", drop)
	}
	if p.Class() != 0x2e || p.ID() != 0xbeef || p.FlowLabel() != 0 || len(p.IPHeader) != 24 {
		t.Errorf("got class %#x id %#x flow %#x, header %d bytes", p.Class(), p.ID(), p.FlowLabel(), len(p.IPHeader))
	}
}

func TestChecksums(t *testing.T) {
	udp := udpFrame(t, client, server, 1, 2, "odd")
	tcp := tcpSegment{orig: true, flags: "PA", seq: 1, ack: 1, data: "some data that is longer than thirty-two bytes"}.frame(t)
	flip := func(b []byte, at int) []byte {
		b = slices.Clone(b)
		b[at] ^= 1
		return b
	}
	tests := []struct {
		name  string
		frame []byte
		drop  Drop
		bad   bool
	}{
		{"good UDP", udp, DropNone, false},
		{"good TCP", tcp, DropNone, false},
		{"bad IP", flip(udp, 14+8), DropBadChecksum, false},
		{"bad UDP", flip(udp, 14+20+8), DropNone, true},
		{"bad TCP", flip(tcp, len(tcp)-1), DropNone, true},
	}
	for _, tt := range tests {
		for _, ignore := range []bool{false, true} {
			d := Decoder{IgnoreChecksums: ignore}
			var p Packet
			drop := d.Decode(&Raw{Data: tt.frame, WireLen: len(tt.frame), Link: LinkEthernet}, &p)
			wantDrop, wantBad := tt.drop, tt.bad
			if ignore {
				wantDrop, wantBad = DropNone, false
			}
			if drop != wantDrop || p.BadChecksum != wantBad {
				t.Errorf("%s, ignore %v: got drop %v bad %v, want %v %v", tt.name, ignore, drop, p.BadChecksum, wantDrop, wantBad)
			}
		}
	}
}

// fragmentOf cuts an IPv4 frame's payload [from, to).
func fragmentOf(frame []byte, from, to int) []byte {
	payload := frame[34:]
	f := slices.Concat(frame[:34], payload[from:to])
	binary.BigEndian.PutUint16(f[16:], uint16(20+to-from))
	off := uint16(from / 8)
	if to < len(payload) {
		off |= 0x2000
	}
	binary.BigEndian.PutUint16(f[20:], off)
	binary.BigEndian.PutUint16(f[24:], 0)
	binary.BigEndian.PutUint16(f[24:], ^checksum(f[14:34], 0))
	return f
}

func TestFragments(t *testing.T) {
	data := make([]byte, 92) // 100 bytes with the UDP header
	for i := range data {
		data[i] = byte(i)
	}
	whole := udpFrame(t, client, server, 7, 8, string(data))
	type cut struct{ from, to int }
	tests := []struct {
		name  string
		cuts  []cut
		weird string
	}{
		{"in order", []cut{{0, 40}, {40, 80}, {80, 100}}, ""},
		{"backwards", []cut{{80, 100}, {40, 80}, {0, 40}}, ""},
		{"duplicate", []cut{{0, 40}, {0, 40}, {40, 100}}, "fragment_overlap"},
		{"overlap", []cut{{16, 64}, {0, 40}, {56, 100}}, "fragment_overlap"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var weirds []string
			d := Decoder{Weird: func(p *Packet, source, name, addl string) { weirds = append(weirds, name) }}
			var p Packet
			for i, c := range tt.cuts {
				f := fragmentOf(whole, c.from, c.to)
				want := DropFragment
				if i == len(tt.cuts)-1 {
					want = DropNone
				}
				if drop := d.Decode(&Raw{Data: f, WireLen: len(f), Link: LinkEthernet}, &p); drop != want {
					t.Fatalf("fragment %d: got drop %v, want %v (weirds %v)", i, drop, want, weirds)
				}
			}
			if string(p.Payload) != string(data) || p.BadChecksum || p.IPLen != 120 {
				t.Errorf("got payload %x, IP length %d, bad checksum %v", p.Payload, p.IPLen, p.BadChecksum)
			}
			if tt.weird != "" && !slices.Contains(weirds, tt.weird) || tt.weird == "" && len(weirds) > 0 {
				t.Errorf("got weirds %v, want %q", weirds, tt.weird)
			}
			if len(d.frags.byKey) != 0 || len(d.frags.order) != 0 {
				t.Errorf("%d datagrams left behind", len(d.frags.order))
			}
		})
	}
}

func TestFragmentsAreBounded(t *testing.T) {
	whole := udpFrame(t, client, server, 7, 8, string(make([]byte, 100)))
	var d Decoder
	var p Packet
	for id := range 3 * MaxFragmentedDatagrams {
		f := fragmentOf(whole, 0, 40)
		binary.BigEndian.PutUint16(f[18:], uint16(id))
		d.IgnoreChecksums = true
		d.Decode(&Raw{Data: f, WireLen: len(f), Link: LinkEthernet}, &p)
	}
	if len(d.frags.order) != MaxFragmentedDatagrams || len(d.frags.byKey) != MaxFragmentedDatagrams {
		t.Errorf("%d incomplete datagrams kept, want %d", len(d.frags.order), MaxFragmentedDatagrams)
	}
	f := fragmentOf(whole, 0, 40)
	d.Decode(&Raw{Time: 2 * DefaultFragmentTimeout, Data: f, WireLen: len(f), Link: LinkEthernet}, &p)
	if len(d.frags.order) != 1 {
		t.Errorf("%d incomplete datagrams after the timeout, want 1", len(d.frags.order))
	}
}

func FuzzDecoder(f *testing.F) {
	udp := udpFrame(f, client, server, 5000, 53, "hello")
	f.Add(uint16(LinkEthernet), udp)
	f.Add(uint16(LinkEthernet), tcpSegment{orig: true, flags: "SA", seq: 1, ack: 1, data: "x"}.frame(f))
	f.Add(uint16(LinkEthernet), fragmentOf(udpFrame(f, client, server, 1, 2, string(make([]byte, 64))), 0, 40))
	f.Add(uint16(LinkRaw), udp[14:])
	for _, link := range []LinkType{LinkPPP, LinkPPPoE, LinkHDLC, LinkMPLS, LinkNFLOG, LinkPPI, LinkWiFiAVS, LinkWiFiPrism} {
		f.Add(uint16(link), udp)
	}
	f.Add(uint16(LinkWiFi), slices.Concat([]byte{0x88, 1}, make([]byte, 22), []byte{0x80, 0}, make([]byte, 12), []byte{0, 41}, []byte{0xaa, 0xaa, 3, 0, 0, 0, 8, 0}, udp[14:47], make([]byte, 20)))
	f.Add(uint16(LinkWiFiRadio), slices.Concat([]byte{0, 0, 9, 0, 2, 0, 0, 0, 0x20, 8, 1}, make([]byte, 24), []byte{0xaa, 0xaa, 3, 0, 0, 0, 8, 0}, udp[14:47]))
	f.Add(uint16(LinkSLL2), slices.Concat([]byte{8, 0}, make([]byte, 18), udp[14:]))
	f.Add(uint16(LinkIPv6), slices.Concat([]byte{0x60, 0, 0, 0, 0, 16, 44, 1}, make([]byte, 32), []byte{0, 0, 0, 1, 0, 0, 0, 9}, make([]byte, 8)))
	shipped(f, 500, func(raw *Raw) { f.Add(uint16(raw.Link), bytes.Clone(raw.Data)) })
	f.Fuzz(func(t *testing.T, link uint16, data []byte) {
		var d Decoder
		d.Weird = func(p *Packet, source, name, addl string) {}
		table := NewTable()
		table.Handler.Stream = func(*Conn, bool, []byte) {}
		var p Packet
		take := func(drop Drop) {
			if drop != DropNone {
				return
			}
			if len(p.Payload) > p.Len || p.Len > 1<<17 {
				t.Fatalf("payload of %d bytes of %d", len(p.Payload), p.Len)
			}
			p.Src()
			p.Dst()
			table.Process(&p)
		}
		// What is in a first half comes again: fragments meet.
		for _, b := range [][]byte{data, data[:len(data)/2], data} {
			raw := Raw{Time: 1, Data: b, WireLen: len(b) + 3, Link: LinkType(link)}
			take(d.Decode(&raw, &p))
			for n := 0; ; n++ {
				drop, ok := d.More(&raw, &p)
				if !ok {
					break
				}
				if n > len(b) {
					t.Fatal("more packets than bytes")
				}
				take(drop)
			}
		}
		table.Flush()
		if table.Stats.Active != 0 || table.Timers.Len() != 0 {
			t.Fatalf("%d connections and %d timers after Flush", table.Stats.Active, table.Timers.Len())
		}
	})
}
