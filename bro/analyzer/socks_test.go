package analyzer

import (
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) socks(ev *Events) {
	ev.SOCKSLogin = func(c *packet.Conn, user, password string) { r.say("login %q %q", user, password) }
	ev.SOCKSLoginReply = func(c *packet.Conn, code uint64) { r.say("login reply %d", code) }
	ev.SOCKSRequest = func(c *packet.Conn, v, command uint64, to SOCKSAddress, port uint16, user string) {
		r.say("request %d %d %v %q %d %q", v, command, to.Host, to.Name, port, user)
	}
	ev.SOCKSReply = func(c *packet.Conn, v, code uint64, bound SOCKSAddress, port uint16) {
		r.say("reply %d %d %v %q %d", v, code, bound.Host, bound.Name, port)
	}
}

func analyzeSOCKS(t testing.TB, port uint16, piece int, turns ...turn) *record {
	r := &record{}
	ev := r.events()
	r.socks(ev)
	r.ssh(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, port, piece, turns))
	return r
}

var (
	socksInner = []turn{{true, "SSH-2.0-client\r\n"}, {false, "SSH-2.0-server\r\n"}}
	socks4     = []turn{{true, "\x04\x01\x00\x16\x0a\x00\x00\x09ann\x00"}, {false, "\x00\x5a\x00\x17\x0a\x00\x00\x08"}}
	socks4a    = []turn{{true, "\x04\x01\x00\x17\x00\x00\x00\x09ann\x00www.example\x00"}, {false, "\x00\x5a\x00\x17\x0a\x00\x00\x08"}}
	socks5     = []turn{{true, "\x05\x02\x00\x02"}, {false, "\x05\x00"}, {true, "\x05\x01\x00\x03\x0bwww.example\x00\x16"},
		{false, "\x05\x00\x00\x01\x0a\x00\x00\x08\x00\x17"}}
	socks5Login = []turn{{true, "\x05\x01\x02"}, {false, "\x05\x02"}, {true, "\x01\x03ann\x06secret"}, {false, "\x01\x00"},
		{true, "\x05\x01\x00\x04\x20\x01\x0d\xb8" + strings.Repeat("\x00", 11) + "\x01\x00\x17"}, {false, "\x05\x00\x00\x03\x02me\x00\x17"}}
)

func TestSOCKS(t *testing.T) {
	ssh := "\nclient SSH-2.0-client\nserver SSH-2.0-server\nconfirm SSH"
	for _, test := range []struct {
		name  string
		turns []turn
		want  string
	}{
		{"4", socks4, `request 4 1 10.0.0.9 "" 22 "ann"` + "\nconfirm SOCKS\n" + `reply 4 90 10.0.0.8 "" 23` + ssh},
		{"4a", socks4a, `request 4 1 0.0.0.9 "www.example" 23 "ann"` + "\nconfirm SOCKS\n" + `reply 4 90 10.0.0.8 "" 23` + ssh},
		{"4 refused", []turn{socks4[0], {false, "\x00\x5b\x00\x17\x0a\x00\x00\x08"}},
			`request 4 1 10.0.0.9 "" 22 "ann"` + "\nconfirm SOCKS\n" + `reply 4 91 10.0.0.8 "" 23`},
		{"5", socks5, "confirm SOCKS\n" + `request 5 1 invalid IP "www.example" 22 ""` + "\n" + `reply 5 0 10.0.0.8 "" 23` + ssh},
		{"5 with a login", socks5Login, "confirm SOCKS\n" + `login "ann" "secret"` + "\nlogin reply 0\n" +
			`request 5 1 2001:db8::1 "" 23 ""` + "\n" + `reply 5 0 invalid IP "me" 23` + ssh},
		{"5, not let in", []turn{{true, "\x05\x01\x02"}, {false, "\x05\x02"}, {true, "\x01\x03ann\x06secret"}, {false, "\x01\x01"}},
			"confirm SOCKS\n" + `login "ann" "secret"` + "\nlogin reply 1"},
		{"5, no method", []turn{{true, "\x05\x01\x01"}, {false, "\x05\xff"}}, "confirm SOCKS"},
		{"5, GSSAPI", []turn{{true, "\x05\x01\x01"}, {false, "\x05\x01"}}, "weird socks5_unsupported_authentication_method 1"},
		{"5, refused", []turn{socks5[0], socks5[1], socks5[2], {false, "\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"}},
			"confirm SOCKS\n" + `request 5 1 invalid IP "www.example" 22 ""` + "\n" + `reply 5 5 0.0.0.0 "" 0`},
		{"another version", []turn{{true, "\x06\x01"}}, "violate SOCKS: invalid value in SOCKS version 6"},
		{"bad address", []turn{socks5[0], socks5[1], {true, "\x05\x01\x00\x02"}}, "confirm SOCKS\nviolate SOCKS: invalid SOCKS address type 2"},
		{"endless name", []turn{{true, "\x04\x01\x00\x16\x0a\x00\x00\x09" + strings.Repeat("a", 3000)}},
			"weird socks_message_too_long\nviolate SOCKS: SOCKS message too long"},
	} {
		for _, piece := range []int{0, 1, 5} {
			r := analyzeSOCKS(t, 1080, piece, append(test.turns[:len(test.turns):len(test.turns)], socksInner...)...)
			if got := strings.Join(r.lines, "\n"); got != test.want {
				t.Errorf("%s in pieces of %d:\n%s\nwant\n%s", test.name, piece, got, test.want)
			}
		}
	}
}

// TestSOCKSEager: the client does not wait for answers, and the server begins
// at once.
func TestSOCKSEager(t *testing.T) {
	r := analyzeSOCKS(t, 1080, 0, turn{true, socks5[0].data + socks5[2].data + "SSH-2.0-cl"}, turn{false, socks5[1].data},
		turn{false, socks5[3].data + "SSH-2.0-server\r\n"}, turn{true, "ient\r\n"})
	if !r.has("confirm SSH") || !r.has("client SSH-2.0-client") {
		t.Errorf("%q", r.lines)
	}
}

func TestSOCKSDetected(t *testing.T) {
	for _, turns := range [][]turn{socks4, socks4a, socks5, socks5Login} {
		if r := analyzeSOCKS(t, 4001, 0, append(turns[:len(turns):len(turns)], socksInner...)...); !r.has("confirm SOCKS") || !r.has("confirm SSH") {
			t.Errorf("%q: %q", turns[0].data, r.lines)
		}
	}
	// A web server's port, which many proxies have.
	if r := analyzeSOCKS(t, 1080, 0, turn{true, "GET / HTTP/1.1\r\n\r\n"}, turn{false, "HTTP/1.1 204 None\r\n\r\n"}); !r.has("confirm HTTP") {
		t.Errorf("HTTP: %q", r.lines)
	}
}

func FuzzSOCKS(f *testing.F) {
	for _, turns := range [][]turn{socks4, socks4a, socks5, socks5Login} {
		var b [2]string
		for _, say := range turns {
			b[side(say.orig)] += say.data
		}
		f.Add([]byte(b[1]), []byte(b[0]), byte(3))
	}
	f.Fuzz(func(t *testing.T, client, server []byte, piece byte) {
		r := &record{}
		ev := r.events()
		r.socks(ev)
		var turns []turn
		for len(client)+len(server) > 0 {
			n, m := min(len(client), int(piece)+1), min(len(server), int(piece)+1)
			turns = append(turns, turn{true, string(client[:n])}, turn{false, string(server[:m])})
			client, server = client[n:], server[m:]
		}
		exchange(NewSession(ev), socksProtocol(), turns)
		if len(r.lines) > 40 {
			t.Fatalf("%d events: %q", len(r.lines), r.lines)
		}
	})
}
