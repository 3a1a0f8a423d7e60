package analyzer

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"brig/bro/packet"
)

func TestExpect(t *testing.T) {
	const port = 8080 // is HTTP's
	start := time.Unix(1_000_000_000, 0).UnixNano()
	any, other := netip.IPv4Unspecified(), netip.MustParseAddr("10.9.9.9")
	for _, test := range []struct {
		name   string
		expect func(s *Session)
		want   bool
	}{
		{"nothing", func(s *Session) {}, false},
		{"this connection", func(s *Session) { s.Expect(client, server, packet.ProtoTCP, port, "ssh", time.Second) }, true},
		{"from anywhere", func(s *Session) { s.Expect(any, server, packet.ProtoTCP, port, "ssh", time.Second) }, true},
		{"another client", func(s *Session) { s.Expect(other, server, packet.ProtoTCP, port, "ssh", time.Second) }, false},
		{"another protocol", func(s *Session) { s.Expect(client, server, packet.ProtoUDP, port, "dns", time.Second) }, false},
		{"too late", func(s *Session) {
			s.Expect(client, server, packet.ProtoTCP, port, "ssh", -time.Second)
		}, false},
		{"replaced", func(s *Session) {
			s.Expect(client, server, packet.ProtoTCP, port, "http", time.Second)
			s.Expect(client, server, packet.ProtoTCP, port, "ssh", time.Second)
		}, true},
		{"forgotten for newer ones", func(s *Session) {
			s.Expect(client, server, packet.ProtoTCP, port, "ssh", time.Second)
			for i := range MaxExpected {
				a := netip.AddrFrom4([4]byte{10, 3, byte(i >> 8), byte(i)})
				s.Expect(client, a, packet.ProtoTCP, port, "ssh", time.Second)
			}
			if n := len(s.expected.byKey); n != MaxExpected {
				t.Errorf("%d connections are expected", n)
			}
		}, false},
	} {
		r := &record{}
		ev := r.events()
		r.ssh(ev)
		ev.ScheduledAnalyzerApplied = func(c *packet.Conn, name string) { r.say("scheduled %s", name) }
		s := NewSession(ev)
		s.RegisterWellKnownPorts()
		s.Advance(start)
		test.expect(s)
		turns := []turn{{true, "SSH-2.0-client\r\n"}, {false, "SSH-2.0-server\r\n"}}
		feed(s, talk(t, port, 0, turns))
		if got := r.has("confirm SSH") && r.has("scheduled SSH"); got != test.want {
			t.Errorf("%s: expected %v, got %v in\n%s", test.name, test.want, got, strings.Join(r.lines, "\n"))
		}
		if n := len(s.expected.byKey); n != s.table.Timers.Len() {
			t.Errorf("%s: %d expectations and %d timers are left", test.name, n, s.table.Timers.Len())
		}
	}
	s := NewSession(&Events{})
	if s.Expect(client, server, packet.ProtoTCP, port, "nothing", time.Second) == nil {
		t.Error("an analyzer that does not exist is expected")
	}
	if s.Expect(client, server, packet.ProtoUDP, port, "ssh", time.Second) == nil {
		t.Error("SSH is expected over UDP")
	}
}
