package analyzer

import (
	"encoding/binary"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"brig/bro/packet"
)

func dnsBytes(t testing.TB, m *layers.DNS) []byte {
	t.Helper()
	buf := gopacket.NewSerializeBuffer()
	if err := m.SerializeTo(buf, gopacket.SerializeOptions{FixLengths: true}); err != nil {
		t.Fatalf("serializing DNS: %v", err)
	}
	return slices.Clone(buf.Bytes())
}

func query(t testing.TB) []byte {
	return dnsBytes(t, &layers.DNS{ID: 7, RD: true, Questions: []layers.DNSQuestion{
		{Name: []byte("Www.Example.ORG"), Type: layers.DNSTypeA, Class: layers.DNSClassIN}}})
}

func answer(t testing.TB) []byte {
	rr := func(typ layers.DNSType) layers.DNSResourceRecord {
		return layers.DNSResourceRecord{Name: []byte("www.example.org"), Type: typ, Class: layers.DNSClassIN, TTL: 60}
	}
	a, aaaa, cname, mx, txt, soa, srv := rr(layers.DNSTypeA), rr(layers.DNSTypeAAAA), rr(layers.DNSTypeCNAME),
		rr(layers.DNSTypeMX), rr(layers.DNSTypeTXT), rr(layers.DNSTypeSOA), rr(layers.DNSTypeSRV)
	a.IP = net.IP{192, 0, 2, 1}
	aaaa.IP = net.ParseIP("2001:db8::1")
	cname.CNAME = []byte("other.example.org")
	mx.MX = layers.DNSMX{Preference: 10, Name: []byte("mail.example.org")}
	txt.TXTs = [][]byte{[]byte("one"), []byte("two words")}
	soa.SOA = layers.DNSSOA{MName: []byte("ns"), RName: []byte("root"), Serial: 5}
	srv.SRV = layers.DNSSRV{Priority: 1, Weight: 2, Port: 3, Name: []byte("t")}
	return dnsBytes(t, &layers.DNS{ID: 7, QR: true, RA: true,
		Questions: []layers.DNSQuestion{{Name: []byte("www.example.org"), Type: layers.DNSTypeA, Class: layers.DNSClassIN}},
		Answers:   []layers.DNSResourceRecord{a, aaaa, cname, mx, txt, soa, srv}})
}

var answerEvents = []string{
	"message false id 7 rcode 0 qr true 1/7/0/0",
	"question www.example.org 1 1",
	"A www.example.org 1 ttl 60s 192.0.2.1",
	"AAAA www.example.org 28 ttl 60s 2001:db8::1",
	"CNAME www.example.org 5 ttl 60s other.example.org",
	"MX www.example.org 15 ttl 60s mail.example.org 10",
	`TXT www.example.org 16 ttl 60s ["one" "two words"]`,
	"SOA www.example.org 6 ttl 60s ns root 5",
	"SRV www.example.org 33 ttl 60s t 1 2 3",
	"message end",
}

func TestDNSOverUDP(t *testing.T) {
	v := &conversation{t: t, sport: 4000, dport: 53}
	v.udp(true, query(t))
	v.udp(false, answer(t))
	want := slices.Concat([]string{
		"message true id 7 rcode 0 qr false 1/0/0/0", "request www.example.org 1 1", "confirm DNS", "message end",
	}, answerEvents)
	if diff := cmp.Diff(want, analyze(v.frames).lines); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestDNSSEC(t *testing.T) {
	rr := func(typ byte, data string) string {
		return "\x00\x00" + string([]byte{typ}) + "\x00\x01\x00\x00\x00\x3c\x00" + string([]byte{byte(len(data))}) + data
	}
	msg := "\x00\x07\x80\x00\x00\x00\x00\x05\x00\x00\x00\x00" +
		rr(46, "\x00\x01\x08\x02\x00\x00\x00\x3c\x00\x00\x00\x09\x00\x00\x00\x05\x12\x34\x01A\x03org\x00signed") +
		rr(48, "\x01\x01\x03\x08key") +
		rr(43, "\x12\x34\x08\x02digest") +
		rr(47, "\x04next\x00\x00\x02ab\x01\x01c") +
		rr(250, "whatever")
	v := &conversation{t: t, sport: 4000, dport: 53}
	v.udp(true, query(t))
	v.udp(false, []byte(msg))
	want := []string{
		"RRSIG  46 ttl 60s {TypeCovered:1 Algorithm:8 Labels:2 OriginalTTL:60000000000 Expiration:9000000000 Inception:5000000000 KeyTag:4660 Signer:a.org Signature:signed}",
		"DNSKEY  48 ttl 60s {Flags:257 Protocol:3 Algorithm:8 PublicKey:key}",
		"DS  43 ttl 60s {KeyTag:4660 Algorithm:8 DigestType:2 Digest:digest}",
		`NSEC  47 ttl 60s next ["ab" "c"]`,
		"unknown  250 ttl 60s",
	}
	lines := analyze(v.frames).lines
	for _, w := range want {
		if !slices.Contains(lines, w) {
			t.Errorf("no %q in\n%s", w, strings.Join(lines, "\n"))
		}
	}
	for cut := range len(msg) { // whatever is cut off is a malformed message
		v := &conversation{t: t, sport: 4000, dport: 53}
		v.udp(true, query(t))
		v.udp(false, []byte(msg[:cut]))
		if r := analyze(v.frames); !strings.Contains(strings.Join(r.lines, "\n"), "weird DNS") {
			t.Fatalf("cut to %d bytes: no weird", cut)
		}
	}
}

// Over TCP messages have a length and may share or span segments.
func TestDNSOverTCP(t *testing.T) {
	framed := func(msgs ...[]byte) string {
		var s strings.Builder
		for _, m := range msgs {
			s.Write(binary.BigEndian.AppendUint16(nil, uint16(len(m))))
			s.Write(m)
		}
		return s.String()
	}
	turns := []turn{{true, framed(query(t), query(t))}, {false, framed(answer(t), answer(t))}}
	whole := analyze(talk(t, 53, 0, turns)).lines
	if n := len(whole); n != 2*3+1+2*len(answerEvents) {
		t.Errorf("got %d events:\n%s", n, strings.Join(whole, "\n"))
	}
	for _, piece := range []int{1, 2, 30, 100} {
		if diff := cmp.Diff(whole, analyze(talk(t, 53, piece, turns)).lines); diff != "" {
			t.Errorf("segments of %d bytes (-whole +got):\n%s", piece, diff)
		}
	}
}

func TestDNSMalformed(t *testing.T) {
	header := func(flags uint16, counts ...uint16) []byte {
		b := binary.BigEndian.AppendUint16([]byte{0, 1}, flags)
		for _, n := range counts {
			b = binary.BigEndian.AppendUint16(b, n)
		}
		return b
	}
	one := header(0, 1, 0, 0, 0)
	reply := header(0x8000, 0, 1, 0, 0)
	chain := slices.Clone(one) // pointers that go back one step at a time
	chain = append(chain, 0)
	for i := range 300 {
		at := 12
		if i > 0 {
			at = 13 + 2*(i-1)
		}
		chain = append(chain, 0xc0|byte(at>>8), byte(at))
	}
	binary.BigEndian.PutUint16(chain[4:], 302) // too many questions
	tests := []struct {
		name  string
		msg   []byte
		weird string
	}{
		{"short header", []byte{1, 2, 3}, "DNS_truncated_len_lt_hdr_len"},
		{"too many questions", chain, "DNS_Conn_count_too_large 302 > 25"},
		{"label beyond the message", slices.Concat(one, []byte{9, 'a'}), "DNS_label_len_gt_pkt"},
		{"reserved label type", slices.Concat(one, []byte{0x80, 1, 2, 3, 4, 5}), "DNS_label_too_long"},
		{"pointer to itself", slices.Concat(one, []byte{0xc0, 12, 0, 1, 0, 1}), "DNS_label_forward_compress_offset"},
		{"pointer forward", slices.Concat(one, []byte{0xc0, 99, 0, 1, 0, 1}), "DNS_label_forward_compress_offset"},
		{"name too long", slices.Concat(one, []byte(strings.Repeat("\x3f"+strings.Repeat("x", 63), 5)), []byte{0, 0, 1, 0, 1}), "DNS_NAME_too_long"},
		{"no type", slices.Concat(one, []byte{1, 'a', 0, 0}), "DNS_truncated_quest"},
		{"short record", slices.Concat(reply, []byte{0, 0, 1, 0, 1}), "DNS_truncated_ans_too_short"},
		{"data beyond the message", slices.Concat(reply, []byte{0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 1}), "DNS_truncated_RR_rdlength_lt_len"},
		{"A of two bytes", slices.Concat(reply, []byte{0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 2, 1, 2}), "DNS_RR_length_mismatch"},
		{"no data", slices.Concat(reply, []byte{0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 9}), "DNS_zero_rdlength"},
		{"text beyond its record", slices.Concat(reply, []byte{0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 9, 'x', 'y'}), "DNS_TXT_char_str_past_rdlen"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := &conversation{t: t, sport: 4000, dport: 53}
			v.udp(true, query(t))
			v.udp(false, tt.msg)
			r := analyze(v.frames)
			name, _, _ := strings.Cut(tt.weird, " ")
			// What is only malformed is DNS nevertheless.
			if violates := name == "DNS_Conn_count_too_large"; !r.has("weird "+tt.weird) || r.has("violate DNS: "+name) != violates {
				t.Errorf("no weird %s in\n%s", tt.weird, strings.Join(r.lines, "\n"))
			}
		})
	}
}

// An answer that comes first turns the connection round.
func TestDNSAnswerFirst(t *testing.T) {
	v := &conversation{t: t, sport: 53, dport: 53}
	v.udp(true, answer(t))
	var flipped *packet.Conn
	var ev Events
	ev.ConnectionFlipped = func(c *packet.Conn) { flipped = c }
	s := NewSession(&ev)
	s.RegisterWellKnownPorts()
	feed(s, v.frames)
	if flipped == nil || flipped.Orig.Addr != server || flipped.History() != "D^" {
		t.Errorf("got %+v, want originator %v", flipped, server)
	}
}

func FuzzDNS(f *testing.F) {
	f.Add(query(f), true)
	f.Add(answer(f), false)
	f.Add(answer(f), true)
	f.Add([]byte{0, 1, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 12}, false)
	f.Fuzz(func(t *testing.T, msg []byte, sections bool) {
		r := &record{}
		s := NewSession(r.events())
		s.DNSSkipAuth, s.DNSSkipAddl = !sections, !sections
		c := &packet.Conn{Proto: packet.ProtoUDP}
		fl := &flow{}
		s.attach(c, fl, dnsProtocol())
		fl.top.datagram.datagram(false, msg)
		fl.top.datagram.datagram(true, msg)
		s.detach(fl)
		for _, l := range r.lines {
			if len(l) > 1<<20 {
				t.Fatalf("event of %d bytes from a message of %d", len(l), len(msg))
			}
		}
	})
}
