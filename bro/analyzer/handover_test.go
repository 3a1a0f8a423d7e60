package analyzer

import (
	"crypto/tls"
	"strings"
	"testing"

	"brig/bro/packet"
)

const (
	connectTo = "CONNECT inner:1 HTTP/1.1\r\n\r\n"
	connected = "HTTP/1.1 200 OK\r\n\r\n"
)

// exchange feeds what two sides say to a new analyzer. The caller removes the
// connection.
func exchange(s *Session, p *protocol, turns []turn) *packet.Conn {
	c, f := &packet.Conn{Proto: packet.ProtoTCP}, &flow{}
	c.App = f
	s.attach(c, f, p)
	for _, say := range turns {
		s.deliver(c, f, say.orig, []byte(say.data))
	}
	return c
}

// TestHandOverTLS has a TLS handshake within a proxy's tunnel.
func TestHandOverTLS(t *testing.T) {
	turns := append([]turn{{true, connectTo}, {false, connected}},
		handshake(t, &tls.Config{InsecureSkipVerify: true, ServerName: "www.example"}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})...)
	for _, piece := range []int{0, 1, 50} {
		r := &record{}
		ev := r.events()
		r.ssl(ev)
		s := NewSession(ev)
		s.RegisterWellKnownPorts()
		feed(s, talk(t, 8080, piece, turns))
		want := []string{"confirm HTTP", "confirm SSL", "established", "stats 1 1"}
		var got []string
		for _, l := range r.lines {
			for _, w := range want {
				if l == w {
					got = append(got, l)
				}
			}
		}
		if strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("pieces of %d: %q, want %q in\n%s", piece, got, want, strings.Join(r.lines, "\n"))
		}
		for _, a := range s.Stats().Analyzers {
			if a.Active != 0 {
				t.Errorf("%d connections with %s are left", a.Active, a.Name)
			}
		}
	}
}

// TestHandOverOffsets has the inner protocol begin in the middle of segments,
// on either side.
func TestHandOverOffsets(t *testing.T) {
	const ours, theirs = "SSH-2.0-client\r\n", "SSH-2.0-server\r\n"
	for _, test := range []struct {
		name  string
		turns []turn
	}{
		{"server in the reply's segment", []turn{{true, connectTo}, {false, connected + theirs}, {true, ours}}},
		{"client begins", []turn{{true, connectTo}, {false, connected}, {true, ours}, {false, theirs}}},
		{"client does not wait", []turn{{true, connectTo + ours[:9]}, {false, connected}, {true, ours[9:]}, {false, theirs}}},
		{"tunnel in a tunnel", []turn{{true, connectTo}, {false, connected}, {true, connectTo}, {false, connected + theirs}, {true, ours}}},
	} {
		r := &record{}
		ev := r.events()
		r.ssh(ev)
		s := NewSession(ev)
		s.RegisterWellKnownPorts()
		feed(s, talk(t, 8080, 0, test.turns))
		if !r.has("client SSH-2.0-client") || !r.has("server SSH-2.0-server") || !r.has("confirm SSH") {
			t.Errorf("%s:\n%s", test.name, strings.Join(r.lines, "\n"))
		}
	}
}

// TestHandOverDepth has more tunnels in tunnels than there may be.
func TestHandOverDepth(t *testing.T) {
	r := &record{}
	s := NewSession(r.events())
	var turns []turn
	for range 1000 {
		turns = append(turns, turn{true, connectTo}, turn{false, connected})
	}
	c := exchange(s, s.protocol("HTTP"), turns)
	if !r.has("weird protocols_nested_too_deep") {
		t.Errorf("no weird in\n%s", strings.Join(r.lines, "\n"))
	}
	if n := s.Stats().Analyzers; len(n) == 0 || s.active[s.protocol("HTTP").index] != MaxHandOvers+1 {
		t.Errorf("analyzers at work: %v", n)
	}
	s.removed(c)
	if n := s.active[s.protocol("HTTP").index]; n != 0 {
		t.Errorf("%d analyzers are left", n)
	}
}

// TestHandOverDisabled has a script disable the outer analyzer, which ends the
// inner one too.
func TestHandOverDisabled(t *testing.T) {
	r := &record{}
	s := NewSession(r.events())
	var outer, inner uint64
	s.ev.HTTPRequest = func(c *packet.Conn, method, uri, unescaped, version string) {
		r.say("request %s", method)
		if method == "CONNECT" {
			outer = s.AnalyzerID(c, "http")
			return
		}
		inner = c.App.(*flow).top.aid
		if inner == outer || !s.DisableAnalyzer(c, outer) || s.DisableAnalyzer(c, inner) {
			t.Error("the analyzers are not both disabled")
		}
	}
	const get = "GET / HTTP/1.1\r\n\r\n"
	exchange(s, s.protocol("HTTP"), []turn{{true, connectTo}, {false, connected}, {true, get},
		{false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}, {true, get}})
	if n := strings.Count(strings.Join(r.lines, "\n"), "request GET"); inner == 0 || n != 1 {
		t.Errorf("%d requests from the inner analyzer %d:\n%s", n, inner, strings.Join(r.lines, "\n"))
	}
}
