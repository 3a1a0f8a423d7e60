package analyzer

import (
	"slices"
	"strings"
	"testing"

	"brig/bro/packet"
)

// A connection to a port of one protocol that speaks another has the analyzer of
// what it speaks, from its first byte on.
func TestDetectAtAnotherPort(t *testing.T) {
	web := []turn{{true, "GET /a HTTP/1.1\r\nHost: www.example\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"}}
	shell := []turn{{true, "SSH-2.0-client\r\n"}, {false, "SSH-2.0-server\r\n"}}
	for _, test := range []struct {
		name  string
		port  uint16
		turns []turn
		want  string
		not   string
	}{
		{"HTTP at Modbus' port", 502, web, "confirm HTTP", "confirm MODBUS"},
		{"HTTP at TLS' port", 443, web, "confirm HTTP", "confirm SSL"},
		{"SSH at HTTP's port", 80, shell, "confirm SSH", "confirm HTTP"},
		{"HTTP at HTTP's port", 80, web, "confirm HTTP", "confirm SSH"},
		{"HTTP at no port", 4444, web, "confirm HTTP", "confirm SSH"},
	} {
		for _, piece := range []int{0, 1, 7} {
			r := analyze(talk(t, test.port, piece, test.turns))
			if !slices.Contains(r.lines, test.want) || slices.Contains(r.lines, test.not) {
				t.Errorf("%s in pieces of %d: want %q and not %q in\n%s", test.name, piece, test.want, test.not, strings.Join(r.lines, "\n"))
			}
			if n := strings.Count(strings.Join(r.lines, "\n"), "request GET /a"); strings.HasPrefix(test.name, "HTTP") && n != 1 {
				t.Errorf("%s in pieces of %d: %d requests, want 1", test.name, piece, n)
			}
		}
	}
}

// The ports can be left out, or the contents.
func TestDetectByOneOnly(t *testing.T) {
	web := talk(t, 502, 0, []turn{{true, "GET /a HTTP/1.1\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\n\r\n"}})
	run := func(set func(*Session)) *record {
		r := &record{}
		s := NewSession(r.events())
		s.RegisterWellKnownPorts()
		set(s)
		feed(s, web)
		return r
	}
	if r := run(func(s *Session) { s.DetectByContent = false }); slices.Contains(r.lines, "confirm HTTP") {
		t.Error("contents were looked at")
	}
	r := run(func(s *Session) { s.IgnorePorts = true })
	if !slices.Contains(r.lines, "confirm HTTP") || strings.Contains(strings.Join(r.lines, "\n"), "MODBUS") {
		t.Errorf("the port was looked at:\n%s", strings.Join(r.lines, "\n"))
	}
	if r := run(func(s *Session) { s.DisableAnalyzers() }); len(r.lines) != 0 {
		t.Errorf("analyzers that are off:\n%s", strings.Join(r.lines, "\n"))
	}
}

// What a connection says that nobody recognizes is kept up to a limit only.
func TestDetectIsBounded(t *testing.T) {
	s := NewSession(&Events{})
	for _, start := range []string{"GET /", "\x16\x03\x01\x40\x00", "SSH-", "?"} {
		c, f := &packet.Conn{Proto: packet.ProtoTCP}, &flow{}
		c.App = f
		s.attach(c, f, s.protocol("MODBUS"))
		f.doubtful = true
		for n := 0; f.doubtful; n++ {
			data := strings.Repeat("a", 500)
			if n == 0 {
				data = start
			}
			s.second(c, f, true, []byte(data))
			if d := f.second; d != nil && len(d.head[1]) > detectKept+500 {
				t.Fatalf("%q: %d bytes kept", start, len(d.head[1]))
			}
		}
	}
}

// Datagrams are recognized at any port by what they must hold.
func TestDetectDatagrams(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"DHCP", dhcpMessage("\x35\x01\x02\xff"), "confirm DHCP"},
		{"DHCP without its mark", strings.ReplaceAll(dhcpMessage(""), "\x63\x82\x53\x63", "marc"), ""},
		{"something else", strings.Repeat("x", 300), ""},
	} {
		r := datagrams(t, 4444, (*record).dhcp, test.data)
		if got := strings.Join(r.lines, "\n"); test.want == "" && got != "" || test.want != "" && !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
