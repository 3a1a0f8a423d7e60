package analyzer

import (
	"crypto/tls"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"brig/bro/packet"
)

// Greetings of the protocols that are recognized only: what the client says first (or,
// where the server does, second) and what the server does.
const (
	ldapBind      = "\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\x00\x80\x00"
	ldapBound     = "\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"
	ldapStartTLS  = "\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"
	ldapStarted   = "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
	mysqlGreeting = "\x16\x00\x00\x00\x0a8.0.1\x00\x01\x00\x00\x0012345678\x00\xff\xf7"
	mysqlLogin    = "\x20\x00\x00\x01\x85\xa6\x00\x00\x00\x00\x00\x01\x21" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	mysqlTLS      = "\x20\x00\x00\x01\x85\xae\x00\x00\x00\x00\x00\x01\x21" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	pgStart       = "\x00\x00\x00\x10\x00\x03\x00\x00user\x00me\x00"
	pgTLS         = "\x00\x00\x00\x08\x04\xd2\x16\x2f"
	rdpRequest    = "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x0b\x00\x00\x00"
	rdpChoice     = "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x02\x00\x00\x00"
	rdpPlain      = "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x00\x00\x00\x00"
	xmppStream    = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='a.example'>"
	xmppStartTLS  = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
	xmppProceed   = "<stream:features/><proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>"
)

func TestGlances(t *testing.T) {
	for _, test := range []struct {
		name  string
		port  uint16 // where it is well known
		turns []turn
	}{
		{"LDAP_TCP", 389, []turn{{true, ldapBind}, {false, ldapBound}}},
		{"MYSQL", 3306, []turn{{false, mysqlGreeting}, {true, mysqlLogin}}},
		{"POSTGRESQL", 5432, []turn{{true, pgStart}, {false, "R\x00\x00\x00\x08\x00\x00\x00\x00"}}},
		{"RDP", 3389, []turn{{true, rdpRequest}, {false, rdpPlain}}},
		{"XMPP", 5222, []turn{{true, xmppStream}, {false, xmppStream}}},
		{"REDIS", 6379, []turn{{true, "*1\r\n$4\r\nPING\r\n"}, {false, "+PONG\r\n"}}},
		{"DNP3_TCP", 20000, []turn{{true, "\x05\x64\x0b\xc4\x0a\x00\x01\x00\x00\x00\xc0\xc0\x01"}, {false, "\x05\x64\x0b\x44\x01\x00\x0a\x00\x00\x00\xc0\xc0\x81"}}},
		{"DCE_RPC", 135, []turn{{true, "\x05\x00\x0b\x03\x10\x00\x00\x00"}, {false, "\x05\x00\x0c\x03\x10\x00\x00\x00"}}},
		{"RFB", 0, []turn{{false, "RFB 003.008\n"}, {true, "RFB 003.008\n"}}},
	} {
		for _, port := range []uint16{test.port, 40001} {
			for _, piece := range []int{0, 1} {
				r := analyze(talk(t, port, piece, test.turns))
				want := []string{"confirm " + test.name}
				if !slices.Equal(r.lines, want) {
					t.Errorf("port %d, pieces of %d: got %q, want %q", port, piece, r.lines, want)
				}
			}
		}
		if test.port == 0 {
			continue
		}
		for _, other := range []turn{{true, "\x80nothing\r\n\r\n"}, {false, "\x80nothing\r\n\r\n"}} {
			if r := analyze(talk(t, test.port, 0, []turn{other, {!other.orig, "\x80more\r\n"}})); !r.has("violate " + test.name + ": it is not " + test.name) {
				t.Errorf("%s: got %q for what it is not", test.name, r.lines)
			}
		}
	}
	for name, port := range map[string]uint16{"LDAP_UDP": 389, "DNP3_UDP": 20000} {
		data := map[string]string{"LDAP_UDP": ldapBind, "DNP3_UDP": "\x05\x64\x0b\xc4\x0a\x00\x01\x00\x00\x00\xc0\xc0\x01"}[name]
		for _, p := range []uint16{port, 40001} {
			v := &conversation{t: t, sport: 4000, dport: p}
			v.udp(true, []byte(data))
			if r := analyze(v.frames); !slices.Equal(r.lines, []string{"confirm " + name}) {
				t.Errorf("%s at %d: got %q", name, p, r.lines)
			}
		}
	}
}

// What begins to encrypt is handed over.
func TestGlancesEncrypt(t *testing.T) {
	secret := handshake(t, &tls.Config{ServerName: "www.example", InsecureSkipVerify: true}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	for _, test := range []struct {
		name  string
		turns []turn
	}{
		{"LDAP_TCP", []turn{{true, ldapStartTLS}, {false, ldapStarted}}},
		{"MYSQL", []turn{{false, mysqlGreeting}, {true, mysqlTLS}}},
		{"POSTGRESQL", []turn{{true, pgTLS}, {false, "S"}}},
		{"RDP", []turn{{true, rdpRequest}, {false, rdpChoice}}},
		{"XMPP", []turn{{true, xmppStream}, {false, xmppStream}, {true, xmppStartTLS}, {false, xmppProceed}}},
	} {
		for _, piece := range []int{0, 3} {
			r := analyzeTLS(talk(t, 40001, piece, slices.Concat(test.turns, secret)))
			for _, line := range []string{"confirm " + test.name, "confirm SSL", "established", `client names ["www.example"]`} {
				if !r.has(line) {
					t.Errorf("%s, pieces of %d: no %q in\n%s", test.name, piece, line, strings.Join(r.lines, "\n"))
				}
			}
		}
	}
}

// Protocols within SMB.
func TestSMBCarries(t *testing.T) {
	var a smbAnalyzer
	r := &record{}
	a.base = base{NewSession(r.events()), r.events(), &packet.Conn{}, &instance{proto: smbProtocol()}}
	spnego, err := hex.DecodeString("604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa22a04284e544c4d535350000100")
	if err != nil {
		t.Fatal(err)
	}
	a.secured(spnego)
	a.secured(spnego)
	a.piped([]byte("whatever\x05\x00\x0b\x03\x10\x00\x00\x00\x48"))
	if want := []string{"confirm GSSAPI", "confirm NTLM", "confirm DCE_RPC"}; !slices.Equal(r.lines, want) {
		t.Errorf("got %q, want %q", r.lines, want)
	}
}

func FuzzGlances(f *testing.F) {
	f.Add([]byte(ldapStartTLS), []byte(ldapStarted))
	f.Add([]byte(mysqlTLS), []byte(mysqlGreeting))
	f.Add([]byte(pgTLS), []byte("S"))
	f.Add([]byte(rdpRequest), []byte(rdpChoice))
	f.Add([]byte(xmppStream+xmppStartTLS), []byte(xmppStream+xmppProceed))
	f.Add([]byte("*1\r\n$4\r\nPING\r\n"), []byte("+PONG\r\n"))
	f.Add([]byte("\x30\x84\x00\x00\x00\xff\x02"), []byte("\x6a\x84\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		for _, p := range glances() {
			r := &record{}
			s := NewSession(r.events())
			if p.newDatagram != nil {
				a := p.newDatagram(base{s, s.ev, &packet.Conn{Proto: packet.ProtoUDP}, &instance{proto: p}})
				a.datagram(true, client)
				a.datagram(false, server)
				p.detectDatagram(client)
				continue
			}
			fl := &flow{top: &instance{proto: p}}
			c := &packet.Conn{Proto: packet.ProtoTCP, App: fl}
			a := p.newStream(base{s, s.ev, c, fl.top}).(*glanceStream)
			fl.top.stream = a
			for i := 0; i < max(len(client), len(server)); i += 7 {
				for _, say := range []turn{{true, string(client)}, {false, string(server)}} {
					if i < len(say.data) && fl.top.wants() {
						a.stream(say.orig, []byte(say.data[i:min(i+7, len(say.data))]))
					}
				}
			}
			if len(a.heads[0]) > glanceLimit || len(a.heads[1]) > glanceLimit {
				t.Errorf("%s keeps %d and %d bytes", p.name, len(a.heads[0]), len(a.heads[1]))
			}
		}
	})
}
