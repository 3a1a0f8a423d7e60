package analyzer

import (
	"bytes"
	"fmt"
	"net/netip"
	"sort"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"brig/bro/packet"
)

var (
	client = netip.MustParseAddr("10.1.0.1")
	server = netip.MustParseAddr("10.2.0.2")
)

// A conversation makes the frames of one TCP connection or UDP flow.
type conversation struct {
	t        testing.TB
	sport    uint16
	dport    uint16
	seq, ack uint32 // next sequence numbers of client and server
	frames   [][]byte
}

func (v *conversation) frame(ls ...gopacket.SerializableLayer) {
	v.t.Helper()
	buf := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buf, opts, ls...); err != nil {
		v.t.Fatalf("serializing layers: %v", err)
	}
	v.frames = append(v.frames, bytes.Clone(buf.Bytes()))
}

func (v *conversation) ip(orig bool, proto layers.IPProtocol) *layers.IPv4 {
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: proto, SrcIP: client.AsSlice(), DstIP: server.AsSlice()}
	if !orig {
		ip.SrcIP, ip.DstIP = ip.DstIP, ip.SrcIP
	}
	return ip
}

func (v *conversation) tcp(orig bool, flags string, data string) {
	t := &layers.TCP{SrcPort: layers.TCPPort(v.sport), DstPort: layers.TCPPort(v.dport), Seq: v.seq, Ack: v.ack, Window: 9000}
	if !orig {
		t.SrcPort, t.DstPort, t.Seq, t.Ack = t.DstPort, t.SrcPort, t.Ack, t.Seq
	}
	t.SYN, t.FIN = strings.Contains(flags, "S"), strings.Contains(flags, "F")
	t.ACK, t.RST = strings.Contains(flags, "A"), strings.Contains(flags, "R")
	n := uint32(len(data))
	if t.SYN || t.FIN {
		n++
	}
	ip := v.ip(orig, layers.IPProtocolTCP)
	if err := t.SetNetworkLayerForChecksum(ip); err != nil {
		v.t.Fatal(err)
	}
	v.frame(ip, t, gopacket.Payload(data))
	if orig {
		v.seq += n
	} else {
		v.ack += n
	}
}

func (v *conversation) udp(orig bool, data []byte) {
	u := &layers.UDP{SrcPort: layers.UDPPort(v.sport), DstPort: layers.UDPPort(v.dport)}
	if !orig {
		u.SrcPort, u.DstPort = u.DstPort, u.SrcPort
	}
	ip := v.ip(orig, layers.IPProtocolUDP)
	if err := u.SetNetworkLayerForChecksum(ip); err != nil {
		v.t.Fatal(err)
	}
	v.frame(ip, u, gopacket.Payload(data))
}

// A turn is data that one side says.
type turn struct {
	orig bool
	data string
}

// talk makes a whole TCP connection; piece is the segment size, 0 for a turn in
// one. lose, counted over data segments, are segments that the capture misses.
func talk(t testing.TB, dport uint16, piece int, turns []turn, lose ...int) [][]byte {
	v := &conversation{t: t, sport: 4000, dport: dport, seq: 100, ack: 500}
	v.tcp(true, "S", "")
	v.tcp(false, "SA", "")
	v.tcp(true, "A", "")
	n := 0
	for _, say := range turns {
		for data := say.data; len(data) > 0; n++ {
			size := len(data)
			if piece > 0 {
				size = min(size, piece)
			}
			v.tcp(say.orig, "A", data[:size])
			data = data[size:]
			for _, l := range lose {
				if l == n {
					v.frames = v.frames[:len(v.frames)-1]
				}
			}
			v.tcp(!say.orig, "A", "")
		}
	}
	v.tcp(true, "FA", "")
	v.tcp(false, "FA", "")
	v.tcp(true, "A", "")
	return v.frames
}

// A record is the text form of the events of a session, one line an event,
// except entity data, which is joined as the sides' bodies.
type record struct {
	lines    []string
	bodies   [2]strings.Builder
	contents [][]byte // of files
	n        int      // files so far
}

func (r *record) say(format string, args ...any) {
	r.lines = append(r.lines, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

func (r *record) events() *Events {
	var ev Events
	ev.ConnWeird = func(name string, c *packet.Conn, addl, source string) { r.say("weird %s %s", name, addl) }
	ev.ProtocolConfirmation = func(c *packet.Conn, a string, aid uint64) { r.say("confirm %s", a) }
	ev.ProtocolViolation = func(c *packet.Conn, a string, aid uint64, why string) { r.say("violate %s: %s", a, why) }
	ev.ContentGap = func(c *packet.Conn, orig bool, seq, n uint64) { r.say("gap %v %d+%d", orig, seq, n) }
	r.dns(&ev)
	r.http(&ev)
	return &ev
}

func (r *record) http(ev *Events) {
	ev.HTTPRequest = func(c *packet.Conn, m, uri, un, v string) { r.say("request %s %s %s %s", m, uri, un, v) }
	ev.HTTPReply = func(c *packet.Conn, v string, code uint64, reason string) { r.say("reply %s %d %s", v, code, reason) }
	ev.HTTPBeginEntity = func(c *packet.Conn, o bool) { r.say("begin %v", o) }
	ev.HTTPHeader = func(c *packet.Conn, o bool, orig, name, value string) { r.say("header %s=%s", name, value) }
	ev.HTTPAllHeaders = func(c *packet.Conn, o bool, h []HTTPHeader) { r.say("headers %d", len(h)) }
	ev.HTTPContentType = func(c *packet.Conn, o bool, t, s string) { r.say("type %s/%s", t, s) }
	ev.HTTPEntityData = func(c *packet.Conn, o bool, b []byte) { r.bodies[side(o)].Write(b) }
	ev.HTTPEndEntity = func(c *packet.Conn, o bool) { r.say("end %v", o) }
	ev.HTTPMessageDone = func(c *packet.Conn, o bool, s HTTPMessageStat) {
		r.say("done body %d gap %d interrupted %v", s.BodyLength, s.ContentGapLength, s.Interrupted)
	}
	ev.HTTPStats = func(c *packet.Conn, s HTTPStats) { r.say("stats %d %d", s.Requests, s.Replies) }
	ev.HTTPConnectionUpgrade = func(c *packet.Conn, p string) { r.say("upgrade %s", p) }
}

func (r *record) dns(ev *Events) {
	ev.DNSMessage = func(c *packet.Conn, o bool, m *DNSMessage, n uint64) {
		r.say("message %v id %d rcode %d qr %v %d/%d/%d/%d", o, m.ID, m.Rcode, m.QR, m.Queries, m.Answers, m.Authority, m.Addition)
	}
	ask := func(what string) func(*packet.Conn, *DNSMessage, string, uint64, uint64, string) {
		return func(c *packet.Conn, m *DNSMessage, q string, t, cl uint64, _ string) {
			r.say("%s %s %d %d", what, q, t, cl)
		}
	}
	ev.DNSRequest, ev.DNSRejected, ev.DNSQueryReply = ask("request"), ask("rejected"), ask("question")
	ans := func(a *DNSAnswer) string { return fmt.Sprintf("%s %d ttl %ds", a.Query, a.QType, a.TTL/1e9) }
	ev.DNSAReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, ip netip.Addr) { r.say("A %s %v", ans(a), ip) }
	ev.DNSAAAAReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, ip netip.Addr) { r.say("AAAA %s %v", ans(a), ip) }
	ev.DNSCNAMEReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string) { r.say("CNAME %s %s", ans(a), n) }
	ev.DNSNSReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string) { r.say("NS %s %s", ans(a), n) }
	ev.DNSPTRReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string) { r.say("PTR %s %s", ans(a), n) }
	ev.DNSMXReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string, p uint64) {
		r.say("MX %s %s %d", ans(a), n, p)
	}
	ev.DNSTXTReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, s []string) { r.say("TXT %s %q", ans(a), s) }
	ev.DNSSRVReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, n string, p, w, port uint64) {
		r.say("SRV %s %s %d %d %d", ans(a), n, p, w, port)
	}
	ev.DNSSOAReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, s *DNSSOA) {
		r.say("SOA %s %s %s %d", ans(a), s.MName, s.RName, s.Serial)
	}
	ev.DNSRRSIG = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, s *DNSSignature) { r.say("RRSIG %s %+v", ans(a), *s) }
	ev.DNSDNSKEY = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, k *DNSKey) { r.say("DNSKEY %s %+v", ans(a), *k) }
	ev.DNSDS = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, d *DNSDelegation) { r.say("DS %s %+v", ans(a), *d) }
	ev.DNSNSEC = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer, next string, bits []string) {
		r.say("NSEC %s %s %q", ans(a), next, bits)
	}
	ev.DNSUnknownReply = func(c *packet.Conn, m *DNSMessage, a *DNSAnswer) { r.say("unknown %s", ans(a)) }
	ev.DNSEDNSAddl = func(c *packet.Conn, m *DNSMessage, e *DNSEDNS) { r.say("EDNS %d", e.PayloadSize) }
	ev.DNSEnd = func(c *packet.Conn, m *DNSMessage) { r.say("message end") }
}

func (r *record) has(line string) bool {
	for _, l := range r.lines {
		if l == line {
			return true
		}
	}
	return false
}

// sorted is the events without regard to the interleaving of the two sides.
func (r *record) sorted() []string {
	s := append([]string(nil), r.lines...)
	sort.Strings(s)
	return s
}

// analyze runs frames, 10 ms apart, through a session with the well-known ports.
func analyze(frames [][]byte) *record {
	r := &record{}
	s := NewSession(r.events())
	s.RegisterWellKnownPorts()
	feed(s, frames)
	return r
}

func feed(s *Session, frames [][]byte) {
	for i, f := range frames {
		raw := packet.Raw{Time: 1_000_000_000e9 + int64(i)*10e6, Data: f, WireLen: len(f), Link: packet.LinkRaw}
		s.Advance(raw.Time)
		s.Packet(&raw)
	}
	s.Close()
}
