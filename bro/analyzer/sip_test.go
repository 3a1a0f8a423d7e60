package analyzer

import (
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) sip(ev *Events) {
	ev.SIPRequest = func(c *packet.Conn, m, uri, v string) { r.say("request %s %s %s", m, uri, v) }
	ev.SIPReply = func(c *packet.Conn, v string, code uint64, why string) { r.say("reply %s %d %s", v, code, why) }
	ev.SIPBeginEntity = func(c *packet.Conn, o bool) { r.say("begin %v", o) }
	ev.SIPHeader = func(c *packet.Conn, o bool, name, value string) { r.say("header %s=%s", name, value) }
	ev.SIPAllHeaders = func(c *packet.Conn, o bool, h []HTTPHeader) { r.say("headers %d", len(h)) }
	ev.SIPEndEntity = func(c *packet.Conn, o bool) { r.say("end %v", o) }
}

const (
	sipRequest = "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP pc;branch=z9\r\nSubject : many\r\n\tlines\r\n here\r\n" +
		"no header\r\nContent-Length: 4\r\n\r\nv=0\n"
	sipReply = "SIP/2.0 180 Ringing now\nt: <sip:bob@example.org>\n\n"
)

func TestSIP(t *testing.T) {
	r := datagrams(t, 5060, (*record).sip, sipRequest, sipReply)
	want := `confirm SIP
request INVITE sip:bob@example.org 2.0
begin true
header VIA=SIP/2.0/UDP pc;branch=z9
header SUBJECT=many	lines here
header CONTENT-LENGTH=4
headers 3
end true
reply 2.0 180 Ringing now
begin false
header T=<sip:bob@example.org>
headers 1
end false`
	if got := strings.Join(r.lines, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if r := datagrams(t, 4999, (*record).sip, sipRequest); !r.has("confirm SIP") {
		t.Errorf("not recognized: %q", r.lines)
	}
}

func TestSIPOdd(t *testing.T) {
	for _, test := range []struct{ name, message, want string }{
		{"kept alive", "\r\n\r\n", ""},
		{"kept alive with zeros", "\x00\x00\x00\x00", ""},
		{"junk", "\x00\x01 REGISTER sip:a SIP/2.0\r\n\r\n", `weird sip_junk_before_request \x00\x01 ` + "\nconfirm SIP\nrequest REGISTER sip:a 2.0\nbegin true\nheaders 0\nend true"},
		{"no message", "hello there\r\n", "violate SIP: malformed SIP message"},
		{"no code", "SIP/2.0 x Ringing\r\n", "violate SIP: malformed SIP message"},
		{"bad method", "IN-VITE sip:a SIP/2.0\r\n", "violate SIP: malformed SIP message"},
		{"binary", "\x80\x81", "violate SIP: malformed SIP message"},
	} {
		r := datagrams(t, 5060, (*record).sip, test.message)
		if got := strings.Join(r.lines, "\n"); strings.TrimSpace(got) != strings.TrimSpace(test.want) && !strings.HasPrefix(got, "weird") {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		} else if test.name == "junk" && !r.has("request REGISTER sip:a 2.0") {
			t.Errorf("%s: %q", test.name, r.lines)
		}
	}
	r := datagrams(t, 5060, (*record).sip, "ACK sip:a SIP/2.0\n"+strings.Repeat("a:\n", MaxSIPHeaders+1))
	if !r.has("weird sip_excessive_headers") || !r.has("headers 1000") {
		t.Errorf("many headers: %q", r.lines[len(r.lines)-3:])
	}
}

func FuzzSIP(f *testing.F) {
	f.Add([]byte(sipRequest))
	f.Add([]byte(sipReply))
	f.Fuzz(func(t *testing.T, msg []byte) {
		r := &record{}
		ev := r.events()
		r.sip(ev)
		p := sipProtocol()
		a := p.newDatagram(base{s: NewSession(ev), ev: ev, c: &packet.Conn{}, f: &instance{proto: p}})
		before := string(msg)
		a.datagram(true, msg)
		if string(msg) != before {
			t.Fatal("the datagram was changed")
		}
		if len(r.lines) > len(msg)+5 {
			t.Fatalf("%d events of %d bytes", len(r.lines), len(msg))
		}
	})
}
