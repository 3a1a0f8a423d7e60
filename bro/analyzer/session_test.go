package analyzer

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"brig/bro/packet"
	"brig/traces"
)

// shipped runs the shipped capture through a session that ev listens to.
func shipped(t testing.TB, ev *Events, set func(*Session)) *Session {
	t.Helper()
	f, err := traces.FS.Open(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := packet.NewReader(traces.File, f)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	if set != nil {
		set(s)
	}
	var raw packet.Raw
	for {
		err := r.Next(&raw)
		if errors.Is(err, io.EOF) {
			s.Close()
			return s
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Advance(raw.Time)
		s.Packet(&raw)
	}
}

// Two runs raise the same events in the same order, and uids come from the seed.
func TestDeterminism(t *testing.T) {
	run := func(seed uint64) (lines []string, uids []string) {
		r := &record{}
		ev := r.events()
		ev.NewConnection = func(c *packet.Conn) { uids = append(uids, c.UID) }
		ev.ConnectionStateRemove = func(c *packet.Conn) {
			r.say("remove %d %s %s %d %d", c.Ordinal, c.ConnState(), c.History(), c.Size(true), c.Size(false))
		}
		shipped(t, ev, func(s *Session) { s.Seed(seed) })
		return r.lines, uids
	}
	a, uidsA := run(1)
	b, uidsB := run(1)
	c, uidsC := run(2)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("events of two runs:\n%.2000s", diff)
	}
	if !slices.Equal(a, c) {
		t.Error("events depend on the seed")
	}
	if !slices.Equal(uidsA, uidsB) || slices.Equal(uidsA, uidsC) {
		t.Error("uids are not a matter of the seed alone")
	}
	slices.Sort(uidsA)
	if n := len(slices.Compact(uidsA)); n != len(uidsB) {
		t.Errorf("%d uids for %d connections", n, len(uidsB))
	}
}

// What the capture's README promises, the analyzers find.
func TestShippedCaptureProtocols(t *testing.T) {
	services := map[string]int{}
	codes := map[uint64]int{}
	types := map[string]bool{}
	bodies, gzip := 0, 0
	var ev Events
	ev.ProtocolConfirmation = func(c *packet.Conn, name string, aid uint64) {
		if c.Proto == packet.ProtoTCP {
			name += "/tcp"
		}
		services[name]++
	}
	ev.HTTPReply = func(c *packet.Conn, v string, code uint64, reason string) { codes[code]++ }
	ev.HTTPEntityData = func(c *packet.Conn, o bool, data []byte) { bodies += len(data) }
	ev.HTTPHeader = func(c *packet.Conn, o bool, orig, name, value string) {
		if name == "CONTENT-ENCODING" && value == "gzip" {
			gzip++
		}
	}
	ev.DNSAReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, ip netip.Addr) { types["A"] = true }
	ev.DNSAAAAReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, ip netip.Addr) { types["AAAA"] = true }
	ev.DNSPTRReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string) { types["PTR"] = true }
	ev.DNSMXReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string, p uint64) { types["MX"] = true }
	ev.DNSTXTReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, s []string) { types["TXT"] = true }
	s := shipped(t, &ev, nil)
	for _, name := range []string{"DNS", "DNS/tcp", "HTTP/tcp"} {
		if services[name] < 50 {
			t.Errorf("%s: confirmed on %d connections, want 50 or more", name, services[name])
		}
	}
	for _, code := range []uint64{200, 304, 404} {
		if codes[code] == 0 {
			t.Errorf("no HTTP reply %d in %v", code, codes)
		}
	}
	for _, typ := range []string{"A", "AAAA", "PTR", "MX", "TXT"} {
		if !types[typ] {
			t.Errorf("no DNS answer of type %s", typ)
		}
	}
	if gzip == 0 || bodies == 0 {
		t.Errorf("%d gzip bodies, %d bytes of bodies", gzip, bodies)
	}
	st := s.Stats()
	if st.Packets != traces.Packets || st.Active != 0 || st.TCP == 0 || st.UDP == 0 || st.ICMP == 0 {
		t.Errorf("got statistics %+v", st)
	}
}

// Every larger ratio analyzes a part of what a smaller one does.
func TestSkipRatio(t *testing.T) {
	run := func(ratio float64) (uids []string, st Stats) {
		var ev Events
		ev.ConnectionStateRemove = func(c *packet.Conn) { uids = append(uids, c.UID) }
		s := shipped(t, &ev, func(s *Session) {
			if err := s.SkipRatio(ratio); err != nil {
				t.Fatal(err)
			}
		})
		return uids, s.Stats()
	}
	all, full := run(0)
	half, part := run(.5)
	none, _ := run(1)
	if len(none) != 0 || full.Skipped != 0 {
		t.Errorf("ratio 1 analyzes %d connections, ratio 0 skips %d", len(none), full.Skipped)
	}
	if full.TCP != part.TCP || full.UDP != part.UDP || full.ICMP != part.ICMP {
		t.Errorf("connections are counted differently: %+v, %+v", full.TableStats, part.TableStats)
	}
	if n := len(half) + int(part.Skipped); n != len(all) {
		t.Errorf("%d analyzed and %d skipped, want %d together", len(half), part.Skipped, len(all))
	}
	for _, uid := range half {
		if !slices.Contains(all, uid) {
			t.Errorf("%s: not a connection of the full run", uid)
		}
	}
	var s Session
	if err := s.SkipRatio(1.5); err == nil {
		t.Error("SkipRatio(1.5): want an error")
	}
}

// Enter and Leave nest, and every component has a name.
func TestHooks(t *testing.T) {
	names := Components()
	var stack []packet.Component
	seen := map[string]bool{}
	hooks := packet.Hooks{
		Enter: func(c packet.Component) {
			stack = append(stack, c)
			seen[names[c-1]] = true
		},
		Leave: func(c packet.Component) {
			if len(stack) == 0 || stack[len(stack)-1] != c {
				t.Fatalf("leaving %s with the stack %v", names[c-1], stack)
			}
			stack = stack[:len(stack)-1]
		},
	}
	shipped(t, &Events{}, func(s *Session) { s.Hooks = hooks })
	if len(stack) != 0 {
		t.Errorf("%v never left", stack)
	}
	for _, name := range []string{"Packet", "Ethernet", "IP", "Fragment", "TCP", "UDP", "ICMP", "Reassembler", "Conn", "PIA", "DNS", "HTTP"} {
		if !seen[name] {
			t.Errorf("%s: never entered", name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(Components()) {
		t.Errorf("duplicate names in %v", names)
	}
}

func TestRegisterPort(t *testing.T) {
	s := NewSession(&Events{})
	if err := s.RegisterPort("dns", packet.ProtoUDP, 5300); err != nil {
		t.Error(err)
	}
	for _, tt := range []struct {
		name  string
		proto uint8
		want  string
	}{{"HTTP", packet.ProtoUDP, "HTTP"}, {"GOPHER", packet.ProtoTCP, "GOPHER"}} {
		if err := s.RegisterPort(tt.name, tt.proto, 70); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("RegisterPort(%s, %d): got %v, want an error that names it", tt.name, tt.proto, err)
		}
	}
}

func TestICMP(t *testing.T) {
	v := &conversation{t: t, sport: 4000, dport: 9}
	v.udp(true, []byte("lost"))
	inner := v.frames[0]
	v.frames = nil
	v.frame(v.ip(true, layers.IPProtocolICMPv4), &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(8, 0), Id: 5, Seq: 6}, gopacket.Payload("ping"))
	v.frame(v.ip(false, layers.IPProtocolICMPv4), &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(0, 0), Id: 5, Seq: 6}, gopacket.Payload("ping"))
	v.frame(v.ip(false, layers.IPProtocolICMPv4), &layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 3)}, gopacket.Payload(inner))
	r := &record{}
	var ev Events
	conns := 0
	ev.NewConnection = func(c *packet.Conn) { conns++ }
	ev.ICMPEchoRequest = func(c *packet.Conn, m ICMP, id, seq uint64, b []byte) { r.say("request %d %d %s", id, seq, b) }
	ev.ICMPEchoReply = func(c *packet.Conn, m ICMP, id, seq uint64, b []byte) {
		r.say("reply %d %d %s %d %d", id, seq, b, c.Orig.Port, c.Resp.Port)
	}
	ev.ICMPUnreachable = func(c *packet.Conn, m ICMP, code uint64, x ICMPContext) {
		r.say("unreachable %d %v:%d > %v:%d", code, x.Src, x.SrcPort, x.Dst, x.DstPort)
	}
	feed(NewSession(&ev), v.frames)
	want := []string{"request 5 6 ping", "reply 5 6 ping 8 0", "unreachable 3 10.1.0.1:4000 > 10.2.0.2:9"}
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if conns != 2 {
		t.Errorf("got %d flows, want 2", conns)
	}
}

// BenchmarkSession is the packet path with no event handled, with the handlers
// of a conn.log, and with every handler of DNS and HTTP.
func BenchmarkSession(b *testing.B) {
	var frames []packet.Raw
	f, err := traces.FS.Open(traces.File)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r, err := packet.NewReader(traces.File, f)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	var raw packet.Raw
	size := 0
	for r.Next(&raw) == nil {
		size += len(raw.Data)
		kept := raw
		kept.Data = bytes.Clone(raw.Data)
		frames = append(frames, kept)
	}
	conn := func() *Events {
		return &Events{ConnectionEvents: ConnectionEvents{
			NewConnection:         func(*packet.Conn) {},
			ConnectionStateRemove: func(*packet.Conn) {},
			ContentGap:            func(*packet.Conn, bool, uint64, uint64) {},
		}}
	}
	all := func() *Events {
		ev := conn()
		ev.HTTPHeader = func(*packet.Conn, bool, string, string, string) {}
		ev.HTTPRequest = func(*packet.Conn, string, string, string, string) {}
		ev.HTTPReply = func(*packet.Conn, string, uint64, string) {}
		ev.HTTPEntityData = func(*packet.Conn, bool, []byte) {}
		ev.DNSRequest = func(*packet.Conn, *DNSMessage, string, uint64, uint64, string) {}
		ev.DNSAReply = func(*packet.Conn, *DNSMessage, *DNSAnswer, netip.Addr) {}
		return ev
	}
	for _, bb := range []struct {
		name   string
		events func() *Events
	}{{"none", func() *Events { return &Events{} }}, {"conn", conn}, {"all", all}} {
		b.Run("events="+bb.name, func(b *testing.B) {
			for b.Loop() {
				s := NewSession(bb.events())
				s.RegisterWellKnownPorts()
				for i := range frames {
					s.Advance(frames[i].Time)
					s.Packet(&frames[i])
				}
				s.Close()
			}
			b.SetBytes(int64(size))
			b.ReportMetric(float64(len(frames))*float64(b.N)/b.Elapsed().Seconds(), "packets/s")
		})
	}
}
