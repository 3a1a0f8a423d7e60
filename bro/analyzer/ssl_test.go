package analyzer

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"brig/bro/files"
	"brig/bro/packet"
)

func (r *record) ssl(ev *Events) {
	side := func(client bool) string {
		if client {
			return "client"
		}
		return "server"
	}
	ev.SSLClientHello = func(c *packet.Conn, h *SSLClientHello) {
		r.say("client hello %#x record %#x ciphers %d session %d random %d", h.Version, h.RecordVersion, len(h.Ciphers), len(h.SessionID), len(h.Random))
	}
	ev.SSLServerHello = func(c *packet.Conn, h *SSLServerHello) { r.say("server hello %#x cipher %#x", h.Version, h.Cipher) }
	ev.SSLHandshakeMessage = func(c *packet.Conn, client bool, typ, n uint64) { r.say("%s message %d", side(client), typ) }
	ev.SSLExtensionServerName = func(c *packet.Conn, client bool, names []string) { r.say("%s names %q", side(client), names) }
	ev.SSLExtensionALPN = func(c *packet.Conn, client bool, p []string) { r.say("%s protocols %q", side(client), p) }
	ev.SSLExtensionVersions = func(c *packet.Conn, client bool, v []uint64) { r.say("%s versions %#x", side(client), v) }
	ev.SSLExtensionKeyShare = func(c *packet.Conn, client bool, v []uint64) { r.say("%s shares %d", side(client), v) }
	ev.SSLECDHServerParams = func(c *packet.Conn, curve uint64, point []byte) { r.say("curve %d point %d", curve, len(point)) }
	ev.SSLECDHClientParams = func(c *packet.Conn, point []byte) { r.say("client point %d", len(point)) }
	ev.SSLSessionTicketHandshake = func(c *packet.Conn, lifetime uint64, ticket []byte) { r.say("ticket") }
	ev.SSLChangeCipherSpec = func(c *packet.Conn, client bool) { r.say("%s changes cipher", side(client)) }
	ev.SSLAlert = func(c *packet.Conn, client bool, level, desc uint64) {
		r.say("%s alert %d %d", side(client), level, desc)
	}
	ev.SSLEstablished = func(c *packet.Conn) { r.say("established") }
}

// files has the files of a session recorded.
func (r *record) files(fw *files.Framework) {
	fw.Handle = func(source string, c *packet.Conn, orig bool) string {
		r.n++
		return fmt.Sprint(source, c.UID, orig, r.n)
	}
	fw.FileNew = func(f *files.File) {
		f.Add("whole", files.NewWhole(1<<20, func(b []byte) { r.contents = append(r.contents, bytes.Clone(b)) }))
	}
	fw.FileSniff = func(f *files.File, mime string) { r.say("file of %s is %s", f.Source, mime) }
	fw.FileStateRemove = func(f *files.File) {
		n, known := f.Size()
		r.say("file of %s ends: %v seen %d missing %d size %d %v", f.Source, f.IsOrig, f.Seen, f.Missing, n, known)
	}
}

// certificate is a certificate for www.example, with its key.
func certificate(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "www.example"}, DNSNames: []string{"www.example"},
		NotBefore: time.Unix(1e9, 0), NotAfter: time.Unix(1e9, 0).AddDate(50, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// A tap records what is written to a connection, as turns of a conversation. What is
// written goes out when its side waits for the other: so the order of the turns does
// not depend on how quick the two are.
type tap struct {
	net.Conn
	orig bool
	to   *recording
	held []string
}

type recording struct {
	mu    sync.Mutex
	turns []turn
}

func (c *tap) Write(b []byte) (int, error) {
	c.held = append(c.held, string(b))
	return len(b), nil
}

func (c *tap) Read(b []byte) (int, error) {
	if err := c.flush(); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *tap) Close() error {
	return errors.Join(c.flush(), c.Conn.Close())
}

func (c *tap) flush() error {
	if len(c.held) == 0 {
		return nil
	}
	c.to.mu.Lock()
	for _, data := range c.held {
		c.to.turns = append(c.to.turns, turn{c.orig, data})
	}
	c.to.mu.Unlock()
	_, err := io.WriteString(c.Conn, strings.Join(c.held, ""))
	c.held = nil
	return err
}

// handshake has a client and a server talk, and returns what they said. The
// error of either is not the test's: some handshakes are to fail.
func handshake(t testing.TB, client, server *tls.Config) []turn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	var rec recording
	for _, c := range []net.Conn{a, b} {
		if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		out := &tap{Conn: b, to: &rec}
		s := tls.Server(out, server)
		buf := make([]byte, 100)
		if n, err := s.Read(buf); err == nil {
			s.Write(bytes.ToUpper(buf[:n]))
		}
		out.Close()
	}()
	out := &tap{Conn: a, orig: true, to: &rec}
	c := tls.Client(out, client)
	if _, err := c.Write([]byte("some secret")); err == nil {
		c.Read(make([]byte, 100))
	}
	out.Close()
	<-done
	return rec.turns
}

func analyzeTLS(frames [][]byte) *record {
	r := &record{}
	ev := r.events()
	r.ssl(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	r.files(s.Files)
	feed(s, frames)
	return r
}

// history gives the letters of handshake messages, as ssl_history has them.
func (r *record) history() string {
	letters := map[string]string{"1": "c", "2": "s", "4": "t", "11": "x", "12": "k", "13": "r", "14": "n", "15": "y", "16": "g", "20": "f"}
	h := ""
	for _, l := range r.lines {
		who, what, _ := strings.Cut(l, " ")
		letter := ""
		switch {
		case who != "client" && who != "server":
			continue
		case strings.HasPrefix(what, "message "):
			letter = letters[strings.TrimPrefix(what, "message ")]
		case what == "changes cipher":
			letter = "i"
		case strings.HasPrefix(what, "alert"):
			letter = "l"
		}
		if who == "client" {
			letter = strings.ToUpper(letter)
		}
		h += letter
	}
	return h
}

func TestTLS(t *testing.T) {
	cert := certificate(t)
	plain := func() (*tls.Config, *tls.Config) {
		return &tls.Config{ServerName: "www.example", InsecureSkipVerify: true, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS10},
			&tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS10}
	}
	for _, test := range []struct {
		name    string
		change  func(client, server *tls.Config)
		history string
		want    []string
	}{
		{"1.0", func(c, s *tls.Config) { s.MaxVersion, s.SessionTicketsDisabled = tls.VersionTLS10, true }, "CsxknGIi",
			[]string{"server hello 0x301 cipher 0xc009", "confirm SSL", "established", `server protocols ["http/1.1"]`}},
		{"1.1", func(c, s *tls.Config) { s.MaxVersion, s.SessionTicketsDisabled = tls.VersionTLS11, true }, "CsxknGIi",
			[]string{"server hello 0x302 cipher 0xc009", "confirm SSL", "established"}},
		{"1.2", func(c, s *tls.Config) {
			c.MaxVersion, s.SessionTicketsDisabled = tls.VersionTLS12, true
			s.CurvePreferences = []tls.CurveID{tls.CurveP256}
		}, "CsxknGIi", []string{`client names ["www.example"]`, `client protocols ["h2" "http/1.1"]`, "curve 23 point 65", "client point 65",
			"file of SSL is application/x-x509-user-cert", "confirm SSL", "established"}},
		{"1.3", func(c, s *tls.Config) { s.CurvePreferences = []tls.CurveID{tls.X25519} }, "CsiI",
			[]string{"server versions [0x304]", "server shares [29]", "server hello 0x303 cipher 0x1301", "confirm SSL", "established"}},
		{"hello retry", func(c, s *tls.Config) {
			c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP384}
			s.CurvePreferences = []tls.CurveID{tls.CurveP384}
		}, "CsiICs", []string{"server shares [24]", "established"}},
		{"client certificate", func(c, s *tls.Config) {
			c.MaxVersion, s.SessionTicketsDisabled = tls.VersionTLS12, true
			c.Certificates, s.ClientAuth = []tls.Certificate{cert}, tls.RequireAnyClientCert
		}, "CsxkrnXGYIi", []string{fmt.Sprintf("file of SSL ends: true seen %d missing 0 size %[1]d true", len(cert.Certificate[0])), "established"}},
		{"no common version", func(c, s *tls.Config) { c.MaxVersion, s.MinVersion = tls.VersionTLS11, tls.VersionTLS12 }, "Cl",
			[]string{"server alert 2 70"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, server := plain()
			test.change(client, server)
			turns := handshake(t, client, server)
			for _, port := range []uint16{443, 4433} { // by port, and by content
				for _, piece := range []int{0, 1, 7, 100} {
					r := analyzeTLS(talk(t, port, piece, turns))
					if port == 4433 && !slices.Contains(test.want, "confirm SSL") && !r.has("confirm SSL") {
						continue // not enough to tell what it is
					}
					if got := r.history(); got != test.history {
						t.Errorf("port %d, pieces of %d: history %s, want %s", port, piece, got, test.history)
					}
					for _, line := range test.want {
						if !r.has(line) {
							t.Errorf("port %d, pieces of %d: no %q in\n%s", port, piece, line, strings.Join(r.lines, "\n"))
						}
					}
				}
			}
		})
	}
}

// TestTLSResumption resumes a session: no certificate, and the server's Finished
// comes first.
func TestTLSResumption(t *testing.T) {
	client := &tls.Config{ServerName: "www.example", InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12,
		ClientSessionCache: tls.NewLRUClientSessionCache(1)}
	server := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	first := analyzeTLS(talk(t, 443, 0, handshake(t, client, server)))
	second := analyzeTLS(talk(t, 443, 0, handshake(t, client, server)))
	if h := first.history(); h != "CsxknGIti" || !first.has("ticket") {
		t.Errorf("first: %s", h)
	}
	if h := second.history(); h != "CstiI" && h != "CsiI" || !second.has("established") {
		t.Errorf("second: %s\n%s", h, strings.Join(second.lines, "\n"))
	}
}

// TestTLSCertificateFile holds the file against the certificate.
func TestTLSCertificateFile(t *testing.T) {
	cert := certificate(t)
	r := analyzeTLS(talk(t, 443, 50, handshake(t, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12},
		&tls.Config{Certificates: []tls.Certificate{cert}})))
	if len(r.contents) != 1 || !bytes.Equal(r.contents[0], cert.Certificate[0]) {
		t.Errorf("%d files, want the certificate", len(r.contents))
	}
}

// TestTLSGap: after a gap nothing is said any more.
func TestTLSGap(t *testing.T) {
	turns := handshake(t, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12},
		&tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	r := analyzeTLS(talk(t, 443, 0, turns, 1))
	if r.history() != "C" || r.has("established") {
		t.Errorf("history %s", r.history())
	}
}

func TestSSLRefused(t *testing.T) {
	hello := "\x16\x03\x01\x00\x04\x01\x00\x00\x00"
	for _, test := range []struct{ name, client, want string }{
		{"another protocol", "GET / HTTP/1.1\r\n\r\n", "violate SSL: Invalid version in TLS connection. Packet reported version: 17748"},
		{"another version", "\x16\x05\x00\x00\x01x", "violate SSL: Invalid version in TLS connection. Packet reported version: 1280"},
		{"endless record", "\x16\x03\x01\xff\xff\x01", "violate SSL: a record of 65535 bytes"},
		{"empty hello", hello, "violate SSL: handshake message of type 1 is malformed"},
		{"endless message", "\x16\x03\x01\x00\x05\x0b\xff\xff\xff\x00", "weird SSL_handshake_message_too_long 16777215"},
		{"record type later", "\x14\x03\x01\x00\x01\x01" + "\x99\x03\x01\x00\x00", "violate SSL: unknown record type 153"},
		{"alert without end", "\x15\x03\x01\x00\x01\x02", "violate SSL: an alert without a description"},
	} {
		r := analyzeTLS(talk(t, 443, 0, []turn{{true, test.client}}))
		if !r.has(test.want) {
			t.Errorf("%s: no %q in\n%s", test.name, test.want, strings.Join(r.lines, "\n"))
		}
	}
}

// TestSSL2 reads hellos of SSL 2, of which clients of SSL 3 used the first.
func TestSSL2(t *testing.T) {
	client := "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" +
		"\x01\x00\x80\x02\x00\x80\x03\x00\x80\x04\x00\x80\x05\x00\x80\x06\x00\x40\x07\x00\xc0" + "0123456789abcdef"
	server := "\x80\x25\x04\x00\x01\x00\x02\x00\x07\x00\x03\x00\x10" + "derdata" + "\x01\x00\x80" + "0123456789abcdef"
	r := analyzeTLS(talk(t, 443, 3, []turn{{true, client}, {false, server}, {true, "\x80\x01\x02"}}))
	for _, want := range []string{"client hello 0x2 record 0x0 ciphers 7 session 0 random 16", "server hello 0x2 cipher 0x10080", "confirm SSL",
		"file of SSL ends: false seen 7 missing 0 size 7 true"} {
		if !r.has(want) {
			t.Errorf("no %q in\n%s", want, strings.Join(r.lines, "\n"))
		}
	}
}

// TestSSLFlipped: the side that was called may be the client.
func TestSSLFlipped(t *testing.T) {
	turns := handshake(t, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12},
		&tls.Config{Certificates: []tls.Certificate{certificate(t)}, SessionTicketsDisabled: true})
	for i := range turns {
		turns[i].orig = !turns[i].orig
	}
	r := analyzeTLS(talk(t, 443, 0, turns))
	if h := r.history(); h != "CsxknGIi" {
		t.Errorf("history %s", h)
	}
}

func FuzzSSL(f *testing.F) {
	for _, max := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		var c, s []byte
		for _, say := range handshake(f, &tls.Config{ServerName: "www.example", InsecureSkipVerify: true, MaxVersion: max, NextProtos: []string{"h2"}},
			&tls.Config{Certificates: []tls.Certificate{certificate(f)}}) {
			if say.orig {
				c = append(c, say.data...)
			} else {
				s = append(s, say.data...)
			}
		}
		f.Add(c, s)
	}
	f.Add([]byte("\x80\x2e\x01\x00\x02\x00\x03\x00\x00\x00\x10\x01\x00\x800123456789abcdef"), []byte("\x80\x25\x04\x00\x01\x00\x02"))
	f.Fuzz(func(t *testing.T, client, server []byte) {
		r := &record{}
		ev := r.events()
		r.ssl(ev)
		s := NewSession(ev)
		r.files(s.Files)
		c := &packet.Conn{Proto: packet.ProtoTCP}
		fl := &instance{proto: sslProtocol()}
		a := newSSL(base{s, ev, c, fl}).(*sslAnalyzer)
		for i := 0; i < max(len(client), len(server)); i += 11 {
			for _, d := range []struct {
				orig bool
				b    []byte
			}{{true, client}, {false, server}} {
				if i < len(d.b) {
					a.stream(d.orig, d.b[i:min(i+11, len(d.b))])
				}
			}
		}
		for i := range a.sides {
			if n := len(a.sides[i].record) + len(a.sides[i].message); n > maxSSLRecord+sslHeader+MaxSSLHandshake+4 {
				t.Errorf("%d bytes are kept", n)
			}
		}
		s.Close()
	})
}

// TestSSLStaple makes a file of an answer of OCSP.
func TestSSLStaple(t *testing.T) {
	status := "\x16\x00\x00\x0a\x01\x00\x00\x06answer" // certificate_status: of OCSP, six bytes
	record := fmt.Sprintf("\x16\x03\x01\x00%c%s", len(status), status)
	r := analyzeTLS(talk(t, 443, 0, []turn{{false, record}}))
	want := "file of SSL is application/ocsp-response\nfile of SSL ends: false seen 6 missing 0 size 0 false"
	if got := r.fileLines(); got != want || len(r.contents) != 1 || string(r.contents[0]) != "answer" {
		t.Errorf("got\n%s, contents %q\nwant\n%s", got, r.contents, want)
	}
}
