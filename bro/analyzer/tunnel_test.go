package analyzer

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

func (r *record) tunnels(ev *Events) {
	ev.NewConnection = func(c *packet.Conn) { r.say("new %v %v in%s", c.Orig.Addr, c.Resp.Addr, wrapped(c.Tunnel)) }
	ev.TunnelChanged = func(c *packet.Conn) { r.say("changed %v in%s", c.Orig.Addr, wrapped(c.Tunnel)) }
	ev.VXLANPacket = func(c *packet.Conn, p *packet.Packet, vni uint64) { r.say("vxlan %d %v", vni, p.Src()) }
	ev.GenevePacket = func(c *packet.Conn, p *packet.Packet, vni uint64) { r.say("geneve %d %v", vni, p.Src()) }
	ev.TeredoPacket = func(c *packet.Conn, h *TeredoHeader) { r.say("teredo %v", h.Inner.Src()) }
	ev.TeredoAuthentication = func(c *packet.Conn, h *TeredoHeader) { r.say("auth %+v", *h.Auth) }
	ev.TeredoOriginIndication = func(c *packet.Conn, h *TeredoHeader) { r.say("origin %v", h.Origin) }
	ev.TeredoBubble = func(c *packet.Conn, h *TeredoHeader) { r.say("bubble") }
	ev.GTPv1Message = func(c *packet.Conn, h *GTPv1Header) { r.say("gtp %d teid %d seq %d", h.Type, h.TEID, h.Sequence) }
	ev.GTPv1GPDU = func(c *packet.Conn, h *GTPv1Header, p *packet.Packet) { r.say("g-pdu %v", p.Src()) }
	ev.FlowWeird = func(name string, src, dst netip.Addr, addl, source string) {
		r.say("flow weird %s %v %s", name, src, source)
	}
	ev.NetWeird = func(name, addl, source string) { r.say("net weird %s %s", name, source) }
}

func wrapped(e *packet.Encapsulation) string {
	if e == nil {
		return ""
	}
	return fmt.Sprintf("%s %d:%v-%v", wrapped(e.Outer), e.Type, netip.AddrPortFrom(e.Src, e.SrcPort), netip.AddrPortFrom(e.Dst, e.DstPort))
}

// through runs frames through a session that tells of tunnels.
func through(set func(*Session), frames ...[]byte) *record {
	r := &record{}
	ev := r.events()
	r.tunnels(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	s.IgnoreChecksums(true)
	if set != nil {
		set(s)
	}
	feed(s, frames)
	return r
}

// datagram4 is an IPv4 datagram from 192.0.2.n to 192.0.2.n+1, without checksum.
func datagram4(n, proto byte, payload string) string {
	h := []byte{0x45, 0, 0, 0, 0, 1, 0, 0, 64, proto, 0, 0, 192, 0, 2, n, 192, 0, 2, n + 1}
	binary.BigEndian.PutUint16(h[2:], uint16(len(h)+len(payload)))
	return string(h) + payload
}

// datagram6 is an IPv6 datagram between hosts of Teredo's network.
func datagram6(next byte, payload string) string {
	h := make([]byte, 40)
	h[0], h[6], h[7] = 0x60, next, 64
	binary.BigEndian.PutUint16(h[4:], uint16(len(payload)))
	src, dst := netip.MustParseAddr("2001::a").As16(), netip.MustParseAddr("2001::b").As16()
	copy(h[8:], src[:])
	copy(h[24:], dst[:])
	return string(h) + payload
}

func segmentUDP(sport, dport uint16, payload string) string {
	h := binary.BigEndian.AppendUint16(nil, sport)
	h = binary.BigEndian.AppendUint16(h, dport)
	h = binary.BigEndian.AppendUint16(h, uint16(8+len(payload)))
	return string(append(h, 0, 0)) + payload
}

const (
	overIPv4 = "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00"
	overARP  = "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x06"
	vxlan    = "\x08\x00\x00\x00\x00\x00\x2a\x00" // network 42
)

// innermost is what all tunnels of the tests carry: a datagram of 192.0.2.100.
var innermost = datagram4(100, packet.ProtoUDP, segmentUDP(5000, 6000, "x"))

func udp4(n byte, sport, dport uint16, payload string) string {
	return datagram4(n, packet.ProtoUDP, segmentUDP(sport, dport, payload))
}

func TestTunnels(t *testing.T) {
	inner := func(layer string) string { return "new 192.0.2.100 192.0.2.101 in " + layer }
	const inIP, inGRE = "1:192.0.2.1:0-192.0.2.2:0", "7:192.0.2.1:0-192.0.2.2:0"
	wifi, snap := "\x08\x01"+strings.Repeat("\x00", 22), "\xaa\xaa\x03\x00\x00\x00\x08\x00"
	msdu := func(ip string) string {
		s := strings.Repeat("m", 12) + string([]byte{0, byte(len(snap + ip))}) + snap + ip
		return s + strings.Repeat("\x00", -len(s)&3)
	}
	gre := func(b string) string { return datagram4(1, packet.ProtoGRE, b) }
	for _, test := range []struct {
		name, outer string
		want        []string
	}{
		{"IPv4 in IPv4", datagram4(1, packet.ProtoIPv4, innermost), []string{inner(inIP)}},
		{"IPv6 in IPv4", datagram4(1, packet.ProtoIPv6, datagram6(17, segmentUDP(1, 2, "x"))), []string{"new 2001::a 2001::b in " + inIP}},
		{"IPv4 in IPv6", datagram6(packet.ProtoIPv4, innermost), []string{inner("1:[2001::a]:0-[2001::b]:0")}},
		{"the wrong version", datagram4(1, packet.ProtoIPv6, innermost), []string{"flow weird invalid_inner_IP_version 192.0.2.1 IPTUNNEL"}},
		{"cut off inside", datagram4(1, packet.ProtoIPv4, innermost[:10]), []string{"flow weird truncated_inner_IP 192.0.2.1 IPTUNNEL"}},
		{"nothing inside", datagram4(1, packet.ProtoIPv4, ""), []string{"flow weird truncated_inner_IP 192.0.2.1 IPTUNNEL"}},

		{"GRE", gre("\x00\x00\x08\x00" + innermost), []string{inner(inGRE)}},
		{"GRE with checksum, key and sequence", gre("\xb0\x00\x08\x00" + strings.Repeat("c", 12) + innermost), []string{inner(inGRE)}},
		{"Ethernet in GRE", gre("\x00\x00\x65\x58" + overIPv4 + innermost), []string{inner(inGRE)}},
		{"ERSPAN I", gre("\x00\x00\x88\xbe" + overIPv4 + innermost), []string{inner(inGRE)}},
		{"ERSPAN II", gre("\x10\x00\x88\xbe1234" + "headersz" + overIPv4 + innermost), []string{inner(inGRE)}},
		{"ERSPAN III", gre("\x10\x00\x22\xeb1234" + "longer.head\x00" + overIPv4 + innermost), []string{inner(inGRE)}},
		{"ERSPAN III of a platform", gre("\x10\x00\x22\xeb1234" + "longer.head\x01platform" + overIPv4 + innermost), []string{inner(inGRE)}},
		{"802.11 of Aruba", gre("\x00\x00\x82\x10" + wifi + snap + innermost), []string{inner(inGRE)}},
		{"802.11 of Aruba, several", gre("\x00\x00\x90\x00" + "\x88" + wifi[1:] + "\x80\x00" + msdu(udp4(50, 1, 2, "x")) + msdu(innermost)), []string{
			"new 192.0.2.50 192.0.2.51 in " + inGRE, inner(inGRE)}},
		{"PPTP", gre("\x30\x81\x88\x0b" + "lnidseq.ack." + "\xff\x03\x00\x21" + innermost), []string{inner(inGRE)}},
		{"PPTP with short headers", gre("\x30\x01\x88\x0b" + "lnidseq." + "\x21" + innermost), []string{inner(inGRE)}},
		{"PPTP acknowledgement", gre("\x20\x81\x88\x0b" + "lnidack."), nil},
		{"GRE with routes", gre("\x40\x00\x08\x00" + innermost), []string{"flow weird gre_routing 192.0.2.1 GRE"}},
		{"GRE version 2", gre("\x00\x02\x08\x00" + innermost), []string{"flow weird unknown_gre_version 192.0.2.1 GRE"}},
		{"GRE without its key", gre("\x20\x00\x08\x00xx"), []string{"flow weird truncated_GRE 192.0.2.1 GRE"}},
		{"something else in GRE", gre("\x00\x00\x12\x34" + innermost), []string{"flow weird non_ip_packet_in_encap 192.0.2.1 GRE"}},

		{"VXLAN", udp4(1, 700, 4789, vxlan+overIPv4+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "confirm VXLAN", "vxlan 42 192.0.2.100", inner("8:192.0.2.1:700-192.0.2.2:4789")}},
		{"ARP in VXLAN", udp4(1, 700, 4789, vxlan+overARP+strings.Repeat("a", 28)), []string{"new 192.0.2.1 192.0.2.2 in", "confirm VXLAN"}},
		{"VXLAN without a network", udp4(1, 700, 4789, "\x00"+vxlan[1:]+overIPv4+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "violate VXLAN: VXLAN 'I' flag not set"}},
		{"short VXLAN", udp4(1, 700, 4789, vxlan[:7]), []string{"new 192.0.2.1 192.0.2.2 in", "violate VXLAN: VXLAN header truncation"}},
		{"GRE in UDP", udp4(1, 700, 4754, "\x00\x00\x08\x00"+innermost), []string{"new 192.0.2.1 192.0.2.2 in", inner(inGRE)}},
		{"Geneve with an option", udp4(1, 700, 6081, "\x02\x00\x65\x58\x00\x00\x07\x00"+"optionsz"+overIPv4+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "confirm GENEVE", "geneve 7 192.0.2.100", inner("9:192.0.2.1:700-192.0.2.2:6081")}},
		{"IP in Geneve", udp4(1, 700, 6081, "\x00\x00\x08\x00\x00\x00\x07\x00"+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "confirm GENEVE", "geneve 7 192.0.2.100", inner("9:192.0.2.1:700-192.0.2.2:6081")}},
		{"Geneve without its options", udp4(1, 700, 6081, "\x3f\x00\x65\x58\x00\x00\x07\x00"), []string{
			"new 192.0.2.1 192.0.2.2 in", "violate GENEVE: Geneve option header truncation"}},

		{"AYIYA", udp4(1, 700, 5072, "\x12\x50\x11\x04"+"time"+"id"+strings.Repeat("s", 20)+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "confirm AYIYA", inner("2:192.0.2.1:700-192.0.2.2:5072")}},
		{"AYIYA at another port", udp4(1, 700, 32900, "\x12\x50\x11\x29"+"time"+"id"+strings.Repeat("s", 20)+datagram6(17, segmentUDP(1, 2, "x"))), []string{
			"new 192.0.2.1 192.0.2.2 in", "confirm AYIYA", "new 2001::a 2001::b in 2:192.0.2.1:700-192.0.2.2:32900"}},
		{"AYIYA with another version", udp4(1, 700, 5072, "\x02\x00\x11\x29"+"time"+"i"+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "violate AYIYA: AYIYA next header internal mismatch"}},
		{"AYIYA cut off", udp4(1, 700, 5072, "\xf2\xf0\x11\x29time"), []string{
			"new 192.0.2.1 192.0.2.2 in", "violate AYIYA: AYIYA header truncation"}},

		{"GTP with a number and an extension", udp4(1, 700, 2152, "\x36\xff\x00\x00\x00\x00\x00\x05\x00\x09\x00\x85"+"\x01pd\x00"+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "gtp 255 teid 5 seq 9", "confirm GTPV1", "g-pdu 192.0.2.100", inner("5:192.0.2.1:700-192.0.2.2:2152")}},
		{"GTP echo", udp4(1, 700, 2123, "\x32\x01\x00\x04\x00\x00\x00\x00\x00\x09\x00\x00"), []string{
			"new 192.0.2.1 192.0.2.2 in", "gtp 1 teid 0 seq 9"}},
		{"GTP with an endless extension", udp4(1, 700, 2152, "\x34\xff\x00\x00\x00\x00\x00\x05\x00\x09\x00\x85"+"\x00pd\x85"+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "violate GTPV1: Truncated GTPv1"}},
		{"no GTP", udp4(1, 700, 2152, "\x56\xff\x00\x00\x00\x00\x00\x05"+innermost), []string{
			"new 192.0.2.1 192.0.2.2 in", "violate GTPV1: GTPv1 bad version"}},
	} {
		if diff := cmp.Diff(test.want, through(nil, []byte(test.outer)).lines); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestTeredo(t *testing.T) {
	const (
		auth   = "\x00\x01\x02\x03idval\x00\x00\x00\x00\x00\x00\x00\x05\x01"
		origin = "\x00\x00\x0e\x38\x3f\xff\xfd\x06" // 192.0.2.249:61895
	)
	ask := datagram6(17, segmentUDP(1, 2, "x"))
	bubble := datagram6(59, "")
	const outer = "new 192.0.2.1 192.0.2.2 in"
	inner := "new 2001::a 2001::b in 3:192.0.2.1:700-192.0.2.2:3544"
	answer := []byte(udp4(1, 3544, 700, bubble))
	copy(answer[12:], []byte{192, 0, 2, 2, 192, 0, 2, 1})
	for _, test := range []struct {
		name   string
		frames []string
		want   []string
	}{
		{"a packet", []string{udp4(1, 700, 3544, ask)}, []string{outer, "teredo 2001::a", inner}},
		{"confirmed by both sides", []string{udp4(1, 700, 3544, ask), string(answer)},
			[]string{outer, "teredo 2001::a", inner, "confirm TEREDO", "teredo 2001::a", "bubble"}},
		{"with all in front", []string{udp4(1, 700, 3544, auth+origin+ask)},
			[]string{outer, "teredo 2001::a", "auth {ID:id Value:val Nonce:5 Confirm:1}", "origin 192.0.2.249:61895", inner}},
		{"a bubble that carries something", []string{udp4(1, 700, 3544, bubble+"x")},
			[]string{outer, "weird Teredo_bubble_with_payload", "teredo 2001::a", "bubble"}},
		{"longer than it says", []string{udp4(1, 700, 3544, ask+"x")}, []string{outer, "violate TEREDO: Teredo payload length"}},
		{"not IPv6", []string{udp4(1, 700, 3544, innermost+innermost)}, []string{outer, "violate TEREDO: Bad Teredo IPv6 packet"}},
		{"authentication twice", []string{udp4(1, 700, 3544, auth+auth+ask)}, []string{outer, "violate TEREDO: Bad Teredo IPv6 packet"}},
		{"at another port", []string{udp4(1, 700, 32900, ask)},
			[]string{outer, "teredo 2001::a", "new 2001::a 2001::b in 3:192.0.2.1:700-192.0.2.2:32900"}},
		{"something else at another port", []string{udp4(1, 700, 32900, "\x60"+ask[1:4]+"\xff"+ask[5:])}, []string{outer}},
	} {
		var frames [][]byte
		for _, f := range test.frames {
			frames = append(frames, []byte(f))
		}
		if diff := cmp.Diff(test.want, through(nil, frames...).lines); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// Packets of one connection that come in one tunnel, in another and without one.
func TestTunnelChanged(t *testing.T) {
	direct, tunneled, elsewhere := []byte(innermost), []byte(datagram4(1, packet.ProtoIPv4, innermost)), []byte(datagram4(9, packet.ProtoIPv4, innermost))
	back := slices.Clone(tunneled)
	copy(back[12:], []byte{192, 0, 2, 2, 192, 0, 2, 1})
	want := []string{
		"new 192.0.2.100 192.0.2.101 in",
		"changed 192.0.2.100 in 1:192.0.2.1:0-192.0.2.2:0", // and back is the same tunnel
		"changed 192.0.2.100 in 1:192.0.2.9:0-192.0.2.10:0",
		"changed 192.0.2.100 in",
	}
	if diff := cmp.Diff(want, through(nil, direct, tunneled, back, elsewhere, direct).lines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	r := through(nil, slices.Repeat([][]byte{direct, tunneled}, 20)...)
	if n := len(r.lines); n != 1+5 {
		t.Errorf("%d events of 39 changes, want 5 after the first connection", n)
	}
}

// What is nested deeper than MaxDepth is not looked at, however deep it is.
func TestTunnelDepth(t *testing.T) {
	bomb := innermost
	for range 3000 {
		if len(bomb) > 65000 {
			break
		}
		bomb = datagram4(1, packet.ProtoIPv4, bomb)
	}
	if diff := cmp.Diff([]string{"flow weird exceeded_tunnel_max_depth_in_tunnel 192.0.2.1 IPTUNNEL"}, through(nil, []byte(bomb)).lines); diff != "" {
		t.Errorf("IP in IP in IP ... (-want +got):\n%s", diff)
	}
	twice := udp4(1, 700, 4789, vxlan+overIPv4+udp4(3, 700, 4789, vxlan+overIPv4+innermost))
	history := ""
	r := through(func(s *Session) {
		s.Tunnels.MaxDepth = 1
		s.ev.ConnectionStateRemove = func(c *packet.Conn) { history += c.History() + " " }
	}, []byte(twice))
	want := []string{"new 192.0.2.1 192.0.2.2 in", "confirm VXLAN", "vxlan 42 192.0.2.3", "new 192.0.2.3 192.0.2.4 in 8:192.0.2.1:700-192.0.2.2:4789",
		"flow weird exceeded_tunnel_max_depth_in_tunnel 192.0.2.3 VXLAN"}
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Errorf("VXLAN in VXLAN (-want +got):\n%s", diff)
	}
	if history != "D DX " {
		t.Errorf("histories %q, want D and DX", history)
	}
	for name, off := range map[string]func(*Session){
		"IP_tunnel":  func(s *Session) { s.Tunnels.IP = false },
		"GRE_tunnel": func(s *Session) { s.Tunnels.GRE = false },
	} {
		r := through(off, []byte(datagram4(1, packet.ProtoIPv4, innermost)), []byte(datagram4(1, packet.ProtoGRE, "\x00\x00\x08\x00"+innermost)))
		if !strings.Contains(strings.Join(r.lines, "\n"), "flow weird "+name+" 192.0.2.1") {
			t.Errorf("%s switched off:\n%s", name, strings.Join(r.lines, "\n"))
		}
	}
}

// The tunnels in IP that are remembered are bounded, by number and by time.
func TestIPTunnelsAreBounded(t *testing.T) {
	s := NewSession(&Events{})
	s.Tunnels.Timeout = 1000
	frame := []byte(datagram4(1, packet.ProtoIPv4, innermost))
	for i := range MaxIPTunnels + 100 {
		binary.BigEndian.PutUint32(frame[12:], uint32(i))
		s.IgnoreChecksums(true)
		s.Packet(&packet.Raw{Time: 1e18, Data: frame, WireLen: len(frame), Link: packet.LinkRaw})
	}
	if n := len(s.ipTunnels.byKey); n != MaxIPTunnels || s.ipTunnels.age.Len() != n {
		t.Errorf("%d tunnels, %d by age, want %d", n, s.ipTunnels.age.Len(), MaxIPTunnels)
	}
	s.Packet(&packet.Raw{Time: 1e18 + 1000, Data: frame, WireLen: len(frame), Link: packet.LinkRaw})
	if n := len(s.ipTunnels.byKey); n != 1 {
		t.Errorf("%d tunnels after their time, want 1", n)
	}
}

func FuzzTunnels(f *testing.F) {
	for _, s := range []string{
		"\x08\x00\x00\x00\x00\x00\x2a\x00" + overIPv4 + innermost, "\x02\x00\x65\x58\x00\x00\x07\x00optionsz" + overIPv4 + innermost,
		"\x12\x50\x11\x04timeid" + strings.Repeat("s", 20) + innermost, "\x36\xff\x00\x00\x00\x00\x00\x05\x00\x09\x00\x85\x01pd\x00" + innermost,
		"\x00\x01\x02\x03idval\x00\x00\x00\x00\x00\x00\x00\x05\x01\x00\x00\x0e\x38\x3f\xff\xfd\x06" + datagram6(17, segmentUDP(1, 2, "x")),
		"\xb0\x00\x08\x00ccccccccccc" + innermost, "\x30\x81\x88\x0blnidseq.ack.\xff\x03\x00\x21" + innermost,
		"\x10\x00\x22\xeb1234longer.head\x01platform" + overIPv4 + innermost, datagram4(1, packet.ProtoIPv4, innermost),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 60000 {
			return
		}
		deepest := 0
		var ev Events
		r := &record{}
		r.tunnels(&ev)
		ev.NewConnection = func(c *packet.Conn) {
			if c.Tunnel != nil {
				deepest = max(deepest, c.Tunnel.Depth)
			}
		}
		s := NewSession(&ev)
		s.RegisterWellKnownPorts()
		s.IgnoreChecksums(true)
		var frames [][]byte
		for _, proto := range []byte{packet.ProtoIPv4, packet.ProtoIPv6, packet.ProtoGRE} {
			frames = append(frames, []byte(datagram4(1, proto, string(b))))
		}
		for _, port := range []uint16{4789, 6081, 3544, 5072, 2152, 32900} {
			frames = append(frames, []byte(udp4(1, 700, port, string(b))))
		}
		feed(s, frames)
		if deepest > s.Tunnels.MaxDepth {
			t.Fatalf("a connection in %d tunnels, want at most %d", deepest, s.Tunnels.MaxDepth)
		}
	})
}
