package analyzer

import (
	"crypto/tls"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"brig/bro/packet"
)

// asDTLS says in DTLS 1.2 what turns say in TLS 1.2: datagrams of a record each, with
// pieces of handshake messages of up to piece bytes.
func asDTLS(t testing.TB, turns []turn, piece int) []turn {
	t.Helper()
	var out []turn
	var number [2]uint64
	var epoch [2]uint16
	var message [2]uint16
	say := func(orig bool, typ byte, body []byte) {
		b := []byte{typ, dtls12 >> 8, dtls12 & 0xff}
		b = binary.BigEndian.AppendUint64(b, uint64(epoch[side(orig)])<<48|number[side(orig)])
		number[side(orig)]++
		b = binary.BigEndian.AppendUint16(b, uint16(len(body)))
		out = append(out, turn{orig, string(append(b, body...))})
	}
	for _, flight := range turns {
		for data := []byte(flight.data); len(data) > 0; {
			f := field{b: data[3:]}
			typ, body := data[0], f.vector(2)
			if data = f.b; typ != sslHandshake || epoch[side(flight.orig)] > 0 {
				say(flight.orig, typ, body)
				if typ == sslChangeCipher {
					epoch[side(flight.orig)]++
				}
				continue
			}
			for len(body) > 0 {
				m := field{b: body}
				kind, content := byte(m.number(1)), slices.Clone(m.vector(3))
				if body = m.b; m.bad {
					t.Fatal("a message in more than one record")
				}
				switch kind {
				case sslClientHello:
					session := 35 + int(content[34])
					content = slices.Insert(content, session, 3, 'c', 'o', 'o')
					content[0], content[1] = dtls12>>8, dtls12&0xff
				case sslServerHello:
					content[0], content[1] = dtls12>>8, dtls12&0xff
				}
				for at := 0; at == 0 || at < len(content); at += piece {
					part := content[at:min(at+piece, len(content))]
					head := append([]byte{kind}, 0, byte(len(content)>>8), byte(len(content)))
					head = binary.BigEndian.AppendUint16(head, message[side(flight.orig)])
					head = append(head, 0, byte(at>>8), byte(at), 0, byte(len(part)>>8), byte(len(part)))
					say(flight.orig, sslHandshake, append(head, part...))
				}
				message[side(flight.orig)]++
			}
		}
	}
	return out
}

func dtlsTurns(t testing.TB, piece int) []turn {
	t.Helper()
	return asDTLS(t, handshake(t, &tls.Config{ServerName: "www.example", InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12},
		&tls.Config{Certificates: []tls.Certificate{certificate(t)}, SessionTicketsDisabled: true}), piece)
}

func analyzeDTLS(t testing.TB, port uint16, turns []turn) *record {
	v := &conversation{t: t, sport: 4000, dport: port}
	for _, say := range turns {
		v.udp(say.orig, []byte(say.data))
	}
	return analyzeTLS(v.frames)
}

func TestDTLS(t *testing.T) {
	check := func(turns []turn, history string) {
		t.Helper()
		r := analyzeDTLS(t, 4433, turns)
		if got := r.history(); got != history {
			t.Errorf("history %s, want %s\n%s", got, history, strings.Join(r.lines, "\n"))
		}
		for _, line := range []string{"confirm DTLS", "established", `client names ["www.example"]`, "file of DTLS is application/x-x509-user-cert",
			"server hello 0xfefd cipher 0xc02b"} {
			if !r.has(line) {
				t.Errorf("no %q in\n%s", line, strings.Join(r.lines, "\n"))
			}
		}
	}
	for _, piece := range []int{1 << 14, 100, 3} {
		check(dtlsTurns(t, piece), "CsxknGIi")
	}
	turns := dtlsTurns(t, 1<<14)
	check(slices.Concat(turns[:1], turns[:1], turns), "CCCsxknGIi") // as nobody answered
}

// DTLS 1.3 encrypts all but its hellos, in records with a header of their own.
func TestDTLS13(t *testing.T) {
	turns := dtlsTurns(t, 1<<14)[:2]
	server := []byte(turns[1].data)
	extensions := dtlsHeader + 12 + 2 + 32 + 1 + int(server[dtlsHeader+12+34]) + 2 + 1
	server = slices.Concat(server[:extensions], []byte{0, 12, 0, extVersions, 0, 2, dtls13 >> 8, dtls13 & 0xff, 0, extConnectionID, 0, 3, 2, 'i', 'd'})
	server[extensions+1] = byte(len(server) - extensions - 2)
	for at, n := range map[int]int{11: len(server) - dtlsHeader, dtlsHeader + 2: len(server) - dtlsHeader - 12, dtlsHeader + 10: len(server) - dtlsHeader - 12} {
		binary.BigEndian.PutUint16(server[at:], uint16(n))
	}
	turns[1].data = string(server)
	secret := "\x2c\x00\x01\x00\x02xx\x2c\x00\x02\x00\x02yy\x28\x00\x03whatever"
	r := analyzeDTLS(t, 4433, append(turns, turn{false, secret}, turn{true, "\x3cid\x00\x01\x00\x02xx"}))
	if got := r.history(); got != "Cs" || !r.has("established") || !r.has("server versions [0xfefc]") {
		t.Errorf("history %s\n%s", got, strings.Join(r.lines, "\n"))
	}
	for _, line := range r.lines {
		if strings.HasPrefix(line, "violate") {
			t.Error(line)
		}
	}
}

func TestDTLSOdd(t *testing.T) {
	hello := dtlsTurns(t, 1<<14)[0].data
	for name, data := range map[string]string{
		"cut off":                            hello[:len(hello)-1],
		"another version":                    "\x16\xfe\x00" + hello[3:],
		"no message":                         hello[:dtlsHeader-2] + "\x00\x04abcd",
		"a unified header before the hellos": "\x2c\x00\x01\x00\x02xx",
		"a message that is too long":         hello[:dtlsHeader-2] + "\x00\x0d\x01\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x01x",
	} {
		r := analyzeDTLS(t, 4433, []turn{{true, hello}, {true, data}})
		violated := slices.ContainsFunc(r.lines, func(l string) bool { return strings.HasPrefix(l, "violate DTLS") })
		if !violated {
			t.Errorf("%s: no violation in\n%s", name, strings.Join(r.lines, "\n"))
		}
	}
}

func FuzzDTLS(f *testing.F) {
	for _, piece := range []int{1 << 14, 50} {
		for _, say := range dtlsTurns(f, piece) {
			f.Add([]byte(say.data), []byte(say.data))
		}
	}
	f.Add([]byte("\x2c\x00\x01\x00\x02xx"), []byte("\x19\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01x"))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		r := &record{}
		ev := r.events()
		r.ssl(ev)
		s := NewSession(ev)
		r.files(s.Files)
		c := &packet.Conn{Proto: packet.ProtoUDP}
		a := newDTLS(base{s, ev, c, &instance{proto: dtlsProtocol()}}).(*dtlsAnalyzer)
		for range 2 {
			a.datagram(true, client)
			a.datagram(false, server)
		}
		for _, m := range a.partial {
			if len(m.body) > MaxSSLHandshake || len(m.pieces) > dtlsPieces {
				t.Errorf("%d bytes in %d pieces are kept", len(m.body), len(m.pieces))
			}
		}
		s.Close()
	})
}
