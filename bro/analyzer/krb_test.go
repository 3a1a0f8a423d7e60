package analyzer

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

// der is a value with its tag.
func der(tag byte, parts ...string) string {
	body := strings.Join(parts, "")
	if len(body) < 0x80 {
		return string([]byte{tag, byte(len(body))}) + body
	}
	return string(binary.BigEndian.AppendUint16([]byte{tag, 0x82}, uint16(len(body)))) + body
}

func derSeq(parts ...string) string       { return der(berSequence, parts...) }
func derPart(n byte, value string) string { return der(0xa0|n, value) }
func derNumber(n byte) string             { return der(berInteger, string([]byte{n})) }
func derText(s string) string             { return der(0x1b, s) }
func derTime(s string) string             { return der(0x18, s) }
func derName(kind byte, words ...string) string {
	var list []string
	for _, w := range words {
		list = append(list, derText(w))
	}
	return derSeq(derPart(0, derNumber(kind)), derPart(1, derSeq(list...)))
}

func krbTestTicket() string {
	return der(krbTicket, derSeq(derPart(0, derNumber(5)), derPart(1, derText("R")), derPart(2, derName(2, "krbtgt", "R")),
		derPart(3, derSeq(derPart(0, derNumber(18)), derPart(1, derNumber(1)), derPart(2, der(berOctets, "sealed"))))))
}

// krbMessages are one of each kind that is told of.
func krbMessages() []string {
	body := derSeq(derPart(0, der(0x03, "\x00\x40\x80\x00\x00")), derPart(1, derName(1, "ann")), derPart(2, derText("R")),
		derPart(3, derName(2, "krbtgt", "R")), derPart(5, derTime("20300102030405Z")), derPart(7, derNumber(9)),
		derPart(8, derSeq(derNumber(18), derNumber(17))))
	request := func(tag byte) string {
		return der(tag, derSeq(derPart(1, derNumber(5)), derPart(2, derNumber(tag&0x1f)), derPart(3, derSeq()), derPart(4, body)))
	}
	reply := func(tag byte) string {
		return der(tag, derSeq(derPart(0, derNumber(5)), derPart(1, derNumber(tag&0x1f)), derPart(3, derText("R")),
			derPart(4, derName(1, "ann")), derPart(5, krbTestTicket()), derPart(6, derSeq())))
	}
	return []string{
		request(krbASRequest), reply(krbASReply), request(krbTGSRequest), reply(krbTGSReply),
		der(krbAPRequest, derSeq(derPart(0, derNumber(5)), derPart(1, derNumber(14)), derPart(2, der(0x03, "\x00\x20\x00\x00\x00")),
			derPart(3, krbTestTicket()), derPart(4, derSeq()))),
		der(krbError, derSeq(derPart(0, derNumber(5)), derPart(1, derNumber(30)), derPart(4, derTime("20200101000000Z")), derPart(5, derNumber(1)),
			derPart(6, derNumber(25)), derPart(9, derText("R")), derPart(10, derName(2, "krbtgt", "R")), derPart(11, derText("NEEDED_PREAUTH")))),
	}
}

func (r *record) krb(ev *Events) {
	ev.KRB = map[string]func(*packet.Conn, ...any){}
	for _, name := range []string{"krb_as_request", "krb_as_response", "krb_tgs_request", "krb_tgs_response", "krb_ap_request", "krb_error"} {
		ev.KRB[name] = func(_ *packet.Conn, args ...any) { r.say("%s %v", name, args) }
	}
}

func TestKerberos(t *testing.T) {
	reply := func(n int) string {
		return fmt.Sprintf("[[{pvno 5} {msg_type %d} {client_realm R} {client_name ann} {ticket [{pvno 5} {realm R} {service_name krbtgt/R}"+
			" {cipher 18} {ciphertext sealed}]}]]", n)
	}
	want := []string{
		"confirm KRB_TCP",
		"krb_as_request", "krb_as_response " + reply(11), "krb_tgs_request", "krb_tgs_response " + reply(13),
		"krb_ap_request [[{pvno 5} {realm R} {service_name krbtgt/R} {cipher 18} {ciphertext sealed}] [{use_session_key false} {mutual_required true}]]",
		"krb_error [[{pvno 5} {msg_type 30} {server_time 1.5778368e+09} {error_code 25} {service_realm R} {service_name krbtgt/R} {error_text NEEDED_PREAUTH}]]",
	}
	var turns []turn
	for i, m := range krbMessages() {
		turns = append(turns, turn{i%2 == 0, string(binary.BigEndian.AppendUint32(nil, uint32(len(m)))) + m})
	}
	for _, piece := range []int{0, 1, 100} {
		r := &record{}
		ev := r.events()
		r.krb(ev)
		s := NewSession(ev)
		s.RegisterWellKnownPorts()
		feed(s, talk(t, 88, piece, slices.Clone(turns)))
		for i, l := range r.lines {
			if strings.HasSuffix(strings.Fields(l)[0], "_request") && !strings.Contains(l, "ap_request") {
				if !strings.Contains(l, "{forwardable true}") || !strings.Contains(l, "{renewable true}") ||
					!strings.Contains(l, "{client_name ann} {service_realm R} {service_name krbtgt/R} {till 1.893553445e+09} {nonce 9} {encryption_types [18 17]}") {
					t.Errorf("got %s", l)
				}
				r.lines[i] = strings.Fields(l)[0]
			}
		}
		if diff := cmp.Diff(want, r.lines); diff != "" {
			t.Errorf("pieces of %d (-want +got):\n%s", piece, diff)
		}
	}
}

func TestKerberosDetect(t *testing.T) {
	m := krbMessages()[0]
	framed := func(m string) string { return string(binary.BigEndian.AppendUint32(nil, uint32(len(m)))) + m }
	r := analyze(talk(t, 4088, 0, []turn{{true, framed(m)}, {false, framed(krbMessages()[1])}}))
	if want := []string{"confirm KRB_TCP"}; !slices.Equal(r.lines, want) {
		t.Errorf("over TCP at another port: %q", r.lines)
	}
	v := &conversation{t: t, sport: 4000, dport: 4088}
	v.udp(true, []byte(m))
	if r := analyze(v.frames); !slices.Equal(r.lines, []string{"confirm KRB"}) {
		t.Errorf("over UDP at another port: %q", r.lines)
	}
}

func TestKerberosHostile(t *testing.T) {
	first := krbMessages()[0]
	for _, test := range []struct{ name, data, want string }{
		{"too long", "\x00\x02\x00\x01\x6a", "violate KRB_TCP: a message of Kerberos is too long"},
		{"something else", "\x00\x00\x00\x05hello", "violate KRB_TCP: it is not KRB_TCP"},
		{"cut within", string(binary.BigEndian.AppendUint32(nil, uint32(len(first)-9))) + first[:len(first)-9], "violate KRB_TCP: malformed message of Kerberos"},
	} {
		r := &record{}
		ev := r.events()
		r.krb(ev)
		s := NewSession(ev)
		s.RegisterWellKnownPorts()
		feed(s, talk(t, 88, 0, []turn{{true, test.data}}))
		if !slices.Contains(r.lines, test.want) {
			t.Errorf("%s: no %q in %q", test.name, test.want, r.lines)
		}
	}
}

func FuzzKerberos(f *testing.F) {
	for _, m := range krbMessages() {
		f.Add([]byte(m), 7)
	}
	f.Fuzz(func(t *testing.T, data []byte, piece int) {
		if len(data) > MaxKRBMessage {
			return
		}
		piece = max(piece, 1)
		r := &record{}
		ev := r.events()
		r.krb(ev)
		make := func(p *protocol) *krbAnalyzer {
			return &krbAnalyzer{base: base{NewSession(ev), ev, &packet.Conn{}, &instance{proto: p}}}
		}
		make(krbProtocol()).datagram(true, data)
		a := make(krbTCPProtocol())
		data = append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), data...)
		for len(data) > 0 {
			n := min(piece, len(data))
			a.stream(true, data[:n])
			data = data[n:]
			if k := len(a.kept[side(true)]); k > MaxKRBMessage+4 {
				t.Fatal(k, "bytes kept")
			}
		}
	})
}
