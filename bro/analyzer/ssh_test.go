package analyzer

import (
	"encoding/binary"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) ssh(ev *Events) {
	ev.SSHClientVersion = func(c *packet.Conn, v string) { r.say("client %s", v) }
	ev.SSHServerVersion = func(c *packet.Conn, v string) { r.say("server %s", v) }
	ev.SSHCapabilities = func(c *packet.Conn, cookie []byte, m *SSHCapabilities) {
		r.say("server %v cookie %d: %v %v %v", m.IsServer, len(cookie), m.Kex, m.HostKey, m.Encryption)
	}
	ev.SSHServerHostKey = func(c *packet.Conn, key []byte) { r.say("key %q", key) }
	ev.SSH1ServerHostKey = func(c *packet.Conn, modulus, exponent []byte) { r.say("key %x %x", modulus, exponent) }
	ev.SSHEncryptedPacket = func(c *packet.Conn, orig bool, n uint64) {
		if orig {
			r.say("encrypted %d", n)
		}
	}
	ev.SSHAuthAttempted = func(c *packet.Conn, ok bool) { r.say("attempt %v", ok) }
	ev.SSHAuthSuccessful = func(c *packet.Conn, none bool) { r.say("success, without authentication %v", none) }
}

func analyzeSSH(frames [][]byte) *record {
	r := &record{}
	ev := r.events()
	r.ssh(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, frames)
	return r
}

// sshPacket is a packet with this payload, not encrypted.
func sshPacket(payload string) string {
	const padding = 4
	b := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+padding))
	return string(b) + string(rune(padding)) + payload + strings.Repeat("\x00", padding)
}

// sshString is a string with its length.
func sshString(s string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) + s
}

func sshInit(kex string) string {
	p := "\x14" + strings.Repeat("c", 16)
	for _, list := range []string{kex, "ssh-rsa", "aes128-ctr,none", "aes128-ctr", "hmac-sha1", "hmac-sha1", "none", "none", "", ""} {
		p += sshString(list)
	}
	return sshPacket(p + "\x00\x00\x00\x00\x00")
}

// sshConversation is a connection whose server gives encrypted answers of these
// sizes.
func sshConversation(kex string, answers ...int) []turn {
	reply := "\x1f"
	turns := []turn{{false, "SSH-1.99-server 1\r\n"}, {true, "SSH-2.0-client\r\n"}, {true, sshInit(kex)}, {false, sshInit("other," + kex)}}
	if strings.Contains(kex, "group-exchange") {
		turns = append(turns, turn{true, sshPacket("\x22...")}, turn{false, sshPacket("\x1f" + sshString("a prime"))})
		reply = "\x21"
	}
	turns = append(turns, turn{true, sshPacket("\x1e...")}, turn{false, sshPacket(reply+sshString("the key")+"rest") + sshPacket("\x15")},
		turn{true, sshPacket("\x15")})
	for _, n := range answers {
		turns = append(turns, turn{true, strings.Repeat("q", 64)}, turn{false, strings.Repeat("a", n)})
	}
	return turns
}

func TestSSH(t *testing.T) {
	for _, test := range []struct {
		name, kex string
		answers   []int
		want      string
	}{
		{"refused", "ecdh", []int{48, 80, 80, 80}, "attempt false\nattempt false"},
		{"refused, sizes alike", "ecdh", []int{56, 56, 56}, "attempt false"},
		{"second attempt", "diffie-hellman-group-exchange-sha1", []int{48, 80, 48, 80, 480, 32, 80}, "attempt false\nattempt true\nsuccess, without authentication false"},
		{"without authentication", "ecdh", []int{48, 32, 80}, "attempt true\nsuccess, without authentication true"},
		{"no attempt", "ecdh", []int{48, 80}, ""},
	} {
		for _, port := range []uint16{22, 2222} {
			r := analyzeSSH(talk(t, port, 0, sshConversation(test.kex, test.answers...)))
			for _, want := range []string{"client SSH-2.0-client", "server SSH-1.99-server 1", "confirm SSH", `key "the key"`,
				"server true cookie 16: [other " + test.kex + "] [ssh-rsa] [[aes128-ctr none] [aes128-ctr]]"} {
				if !r.has(want) {
					t.Errorf("%s, port %d: no %q in\n%s", test.name, port, want, strings.Join(r.lines, "\n"))
				}
			}
			var got []string
			for _, l := range r.lines {
				if strings.HasPrefix(l, "attempt") || strings.HasPrefix(l, "success") {
					got = append(got, l)
				}
			}
			if s := strings.Join(got, "\n"); s != test.want {
				t.Errorf("%s, port %d:\n%s\nwant\n%s", test.name, port, s, test.want)
			}
		}
	}
}

// TestSSHPieces cuts what is not encrypted into small segments.
func TestSSHPieces(t *testing.T) {
	for _, piece := range []int{1, 3, 100} {
		r := analyzeSSH(talk(t, 22, piece, sshConversation("ecdh")))
		if !r.has(`key "the key"`) || !r.has("confirm SSH") {
			t.Errorf("pieces of %d:\n%s", piece, strings.Join(r.lines, "\n"))
		}
	}
}

func TestSSHRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		turns []turn
		want  string
	}{
		{"another protocol", []turn{{true, "GET / HTTP/1.1\r\n"}}, "violate SSH: malformed ssh identification"},
		{"no line", []turn{{false, strings.Repeat("x", maxSSHLine+1)}}, "violate SSH: malformed ssh identification"},
		{"a banner", []turn{{false, "Hello!\r\nSSH-2.0-x\r\n"}}, "server SSH-2.0-x"},
		{"endless banner", []turn{{false, strings.Repeat("Hello!\n", maxSSHLines+1)}}, "violate SSH: malformed ssh identification"},
		{"endless packet", []turn{{true, "SSH-2.0-x\n\xff\xff\xff\xff\x04"}}, "violate SSH: a packet of 4294967295 bytes with 4 of padding"},
		{"only padding", []turn{{true, "SSH-2.0-x\n\x00\x00\x00\x05\x04"}}, "violate SSH: a packet of 5 bytes with 4 of padding"},
		{"cut off lists", []turn{{true, "SSH-2.0-x\n" + sshPacket("\x14short")}}, "violate SSH: malformed key exchange"},
	} {
		r := analyzeSSH(talk(t, 22, 0, test.turns))
		if !r.has(test.want) {
			t.Errorf("%s: no %q in\n%s", test.name, test.want, strings.Join(r.lines, "\n"))
		}
	}
}

// ssh1Keys is a server's packet of version 1 with its keys: of 12 and 9 bits.
func ssh1Keys() string {
	body := "\x02" + "a cookie" + "\x00\x00\x00\x0c" + "\x00\x02\x03" + "\x00\x0c\x0f\xff" +
		"\x00\x00\x00\x09" + "\x00\x05\x11" + "\x00\x09\x01\xab" + strings.Repeat("f", 12) + "crc!"
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)))) + strings.Repeat("p", 8-len(body)%8) + body
}

// TestSSH1 takes the key from the only message of version 1 that can be read.
func TestSSH1(t *testing.T) {
	for _, piece := range []int{0, 1, 10} {
		r := analyzeSSH(talk(t, 22, piece, []turn{{false, "SSH-1.99-old\n"}, {true, "SSH-1.5-older\n"}, {false, ssh1Keys()},
			{true, "\x00\x00\x00\x94 client's key"}, {false, "garbage"}}))
		want := "server SSH-1.99-old\nclient SSH-1.5-older\nconfirm SSH\nkey 01ab 11"
		if got := strings.Join(r.lines, "\n"); got != want {
			t.Errorf("pieces of %d:\n%s\nwant\n%s", piece, got, want)
		}
	}
	r := analyzeSSH(talk(t, 22, 0, []turn{{false, "SSH-1.5-old\n"}, {true, "SSH-1.5-older\n"}, {false, "\xff\xff\xff\xffgarbage"}}))
	if !r.has("violate SSH: a packet of 4294967295 bytes") {
		t.Errorf("garbage:\n%s", strings.Join(r.lines, "\n"))
	}
}

// TestSSHEncryptedAtOnce begins to encrypt within a segment.
func TestSSHEncryptedAtOnce(t *testing.T) {
	turns := sshConversation("ecdh")
	turns[len(turns)-1].data += strings.Repeat("q", 44)
	if r := analyzeSSH(talk(t, 22, 0, turns)); !r.has("encrypted 44") {
		t.Errorf("no encrypted packet:\n%s", strings.Join(r.lines, "\n"))
	}
	// What the server says before it is asked is no answer.
	turns = sshConversation("ecdh", 48, 80, 32)
	for i := range turns {
		if strings.HasPrefix(turns[i].data, "\x00") && !turns[i].orig && strings.Contains(turns[i].data, "the key") {
			turns[i].data += strings.Repeat("e", 172)
		}
	}
	if r := analyzeSSH(talk(t, 22, 0, turns)); !r.has("success, without authentication false") {
		t.Errorf("no success:\n%s", strings.Join(r.lines, "\n"))
	}
}

func FuzzSSH(f *testing.F) {
	var c, s []byte
	for _, say := range sshConversation("diffie-hellman-group-exchange-sha256", 48, 80, 32) {
		if say.orig {
			c = append(c, say.data...)
		} else {
			s = append(s, say.data...)
		}
	}
	f.Add(c, s)
	f.Add([]byte("SSH-1.5-x\n"), []byte("SSH-1.5-y\n"+ssh1Keys()))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		r := &record{}
		ev := r.events()
		r.ssh(ev)
		ses := NewSession(ev)
		p := sshProtocol()
		a := p.newStream(base{ses, ev, &packet.Conn{Proto: packet.ProtoTCP}, &instance{proto: p}}).(*sshAnalyzer)
		for i := 0; i < max(len(client), len(server)); i += 13 {
			if i < len(client) {
				a.stream(true, client[i:min(i+13, len(client))])
			}
			if i < len(server) {
				a.stream(false, server[i:min(i+13, len(server))])
			}
			for j := range a.sides {
				if n := len(a.sides[j].buf); n > maxSSHPacket+100 {
					t.Fatalf("%d bytes are kept", n)
				}
			}
		}
	})
}
