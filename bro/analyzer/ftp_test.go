package analyzer

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"brig/bro/packet"
)

func (r *record) ftp(ev *Events) {
	ev.FTPRequest = func(c *packet.Conn, command, arg string) { r.say("%s(%s)", command, arg) }
	ev.FTPReply = func(c *packet.Conn, code uint64, msg string, cont bool) { r.say("%d %v %s", code, cont, msg) }
	ev.FTPStartTLS = func(c *packet.Conn) { r.say("starts TLS") }
}

// analyzeText runs the frames of a connection of one of the text protocols.
func analyzeText(frames [][]byte) *record {
	r := &record{}
	ev := r.events()
	r.ftp(ev)
	r.ssl(ev)
	s := NewSession(ev)
	r.files(s.Files)
	s.RegisterWellKnownPorts()
	feed(s, frames)
	return r
}

// wants tells what of the lines is not there, in this order.
func (r *record) wants(t *testing.T, what string, want ...string) {
	t.Helper()
	i := 0
	for _, l := range r.lines {
		if i < len(want) && l == want[i] {
			i++
		}
	}
	if i < len(want) {
		t.Errorf("%s: no %q, in this place, in\n%s", what, want[i], strings.Join(r.lines, "\n"))
	}
}

var ftpLogin = []turn{
	{false, "220-Welcome\r\n  220 not here\r\n220-still\r\n220 Ready\r\n"},
	{true, "user  me \r\n"}, {false, "331 Password?\r\n"},
	{true, "PASS x\r\n"}, {false, "230 In\r\n"},
}

func TestFTP(t *testing.T) {
	for _, test := range []struct {
		name  string
		turns []turn
		want  []string
	}{
		{"login", []turn{{false, "220-Welcome\r\n 220 nor here\r\n220-still\r\n220 Ready\r\n"}, {true, "user  me\r\n"}, {false, "331 Password?\r\n"}},
			[]string{"220 true Welcome", "0 true 220 nor here", "0 true 220-still", "220 false Ready", "confirm FTP", "USER(me)", "331 false Password?"}},
		{"code alone", []turn{{false, "220\r\n"}, {true, "\r\n"}}, []string{"220 false", "<missing>()"}},
		{"no code", []turn{{false, "hello\r\n"}}, []string{"violate FTP: non-numeric reply code [hello]"}},
		{"no blank", []turn{{false, "220ready\r\n"}}, []string{"violate FTP: invalid reply line [220ready]"}},
		{"command too long", []turn{{true, strings.Repeat("x", MaxFTPCommand+1) + " y\r\nNOOP\r\n"}},
			[]string{"weird FTP_max_command_length_exceeded 101 > 100", "NOOP()"}},
		{"line too long", []turn{{true, "NOOP " + strings.Repeat("x", 3*MaxTextLine) + "\r\nQUIT\r\n"}},
			[]string{"weird line_too_long", "NOOP(" + strings.Repeat("x", MaxTextLine-5) + ")", "QUIT()"}},
	} {
		for _, piece := range []int{0, 1, 7} {
			if piece == 1 && len(test.turns[0].data) > MaxTextLine {
				continue
			}
			analyzeText(talk(t, 21, piece, test.turns)).wants(t, fmt.Sprintf("%s in pieces of %d", test.name, piece), test.want...)
		}
	}
}

func TestFTPDetected(t *testing.T) {
	r := analyzeText(talk(t, 2121, 0, ftpLogin))
	r.wants(t, "login", "220 true Welcome", "confirm FTP", "230 false In")
	r = analyzeText(talk(t, 2121, 0, []turn{{false, "220 mail ESMTP\r\n"}, {true, "EHLO me\r\n"}, {false, "250 OK\r\n"}}))
	if r.has("confirm FTP") {
		t.Error("mail is taken for FTP")
	}
}

// TestFTPGap loses the segment with the reply's code.
func TestFTPGap(t *testing.T) {
	turns := append(ftpLogin[:1:1], turn{true, "SYST\r\n"}, turn{false, "21"}, turn{false, "5 Unix\r\n200 Fine\r\n"}, turn{true, "QUIT\r\n"})
	r := analyzeText(talk(t, 21, 0, turns, 2))
	r.wants(t, "gap", "SYST()", "200 false Fine", "QUIT()")
	for _, l := range r.lines {
		if strings.Contains(l, "Unix") || strings.Contains(l, "violate") {
			t.Errorf("after a gap: %s", l)
		}
	}
}

func TestFTPStartTLS(t *testing.T) {
	inner := handshake(t, &tls.Config{InsecureSkipVerify: true}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	for _, mechanism := range []string{"TLS", "ssl"} {
		turns := append([]turn{{false, "220 Ready\r\n"}, {true, "AUTH " + mechanism + "\r\n"}, {false, "234 Go ahead\r\n"}}, inner...)
		for _, piece := range []int{0, 5} {
			r := analyzeText(talk(t, 21, piece, turns))
			r.wants(t, mechanism, "confirm FTP", "234 false Go ahead", "starts TLS", "confirm SSL", "established")
		}
	}
	r := analyzeText(talk(t, 21, 0, []turn{{false, "220 Ready\r\n"}, {true, "AUTH TLS\r\n"}, {false, "534 No\r\n"}, {true, "USER x\r\n"}}))
	r.wants(t, "refused", "534 false No", "USER(x)")
}

// TestFTPTokens has a TLS handshake within the lines of the control connection.
func TestFTPTokens(t *testing.T) {
	inner := handshake(t, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	turns := []turn{{false, "220 Ready\r\n"}, {true, "AUTH gssapi\r\n"}, {false, "334 Go\r\n"}}
	for _, say := range inner {
		line := "ADAT " + base64.StdEncoding.EncodeToString([]byte(say.data)) + "\r\n"
		if !say.orig {
			line = "335 ADAT=" + line[len("ADAT "):]
		}
		turns = append(turns, turn{say.orig, line})
	}
	turns = append(turns, turn{true, "ADAT ???\r\n"}, turn{false, "235 Done\r\n"}, turn{true, "USER x\r\n"})
	r := analyzeText(talk(t, 21, 0, turns))
	r.wants(t, "tokens", "confirm FTP", "confirm SSL", "established", "weird bad_ftp_adat_encoding", "235 false Done", "USER(x)")
	r = analyzeText(talk(t, 21, 0, append(turns[:3:3], turn{true, "ADAT YIICkwYJKoZIhvcSAQICAQBuggKCMIICfqADAgEFoQMCAQ6iBwMFACAAAAA=\r\n"}, turn{true, "QUIT\r\n"})))
	r.wants(t, "Kerberos", "QUIT()")
}

// TestFTPData has an announced connection carry a file.
func TestFTPData(t *testing.T) {
	for _, test := range []struct {
		name string
		lose []int
		want string
	}{
		{"whole", nil, "file of FTP_DATA ends: false seen 3000 missing 0 size 0 false"},
		{"gap", []int{1}, "file of FTP_DATA ends: false seen 2000 missing 1000 size 0 false"},
	} {
		r := &record{}
		s := NewSession(r.events())
		r.files(s.Files)
		s.Advance(1_000_000_000e9)
		if err := s.Expect(client, server, packet.ProtoTCP, 4097, "ftp_data", time.Minute); err != nil {
			t.Fatal(err)
		}
		feed(s, talk(t, 4097, 1000, []turn{{false, strings.Repeat("some text\n", 300)}}, test.lose...))
		r.wants(t, test.name, "file of FTP_DATA is text/plain", test.want)
	}
}

// fuzzText feeds what two sides say to the analyzer of a text protocol, whole and
// byte by byte, and compares the events.
func fuzzText(t *testing.T, protocol string, wire func(*record, *Events), talk []byte) {
	run := func(piece int) *record {
		r := &record{}
		ev := r.events()
		wire(r, ev)
		s := NewSession(ev)
		r.files(s.Files)
		c, f := &packet.Conn{Proto: packet.ProtoTCP}, &flow{}
		c.App = f
		s.attach(c, f, s.protocol(protocol))
		// Each turn begins with its side.
		for say := range strings.SplitSeq(string(talk), "\x00") {
			if len(say) == 0 {
				continue
			}
			orig := say[0] == '>'
			for data := say[1:]; len(data) > 0; {
				n := min(piece, len(data))
				s.deliver(c, f, orig, []byte(data[:n]))
				data = data[n:]
			}
			if say[0] == '!' {
				s.gap(c, len(say)%2 == 0, 0, uint64(len(say)))
			}
		}
		s.end(c, true)
		s.end(c, false)
		s.detach(f)
		s.Close()
		return r
	}
	if len(talk) > 10000 {
		return
	}
	whole, cut := run(1<<20), run(1)
	// A file is looked at when so much of it has come, its segments are given out
	// when they are full: which is first is up to the packets.
	ofFile := func(line string) bool { return strings.HasPrefix(line, "file of ") }
	for _, r := range []*record{whole, cut} {
		files := slices.DeleteFunc(slices.Clone(r.lines), func(line string) bool { return !ofFile(line) })
		r.lines = append(slices.DeleteFunc(r.lines, ofFile), files...)
	}
	if a, b := strings.Join(whole.lines, "\n"), strings.Join(cut.lines, "\n"); a != b {
		t.Fatalf("events whole:\n%s\nbyte by byte:\n%s", a, b)
	}
	for i := range whole.contents {
		if string(whole.contents[i]) != string(cut.contents[i]) {
			t.Fatalf("file %d: %q, byte by byte %q", i, whole.contents[i], cut.contents[i])
		}
	}
}

// script is the text form of turns for fuzzText.
func script(turns []turn) []byte {
	var b strings.Builder
	for _, say := range turns {
		b.WriteString(map[bool]string{true: ">", false: "<"}[say.orig] + say.data + "\x00")
	}
	return []byte(b.String())
}

func FuzzFTP(f *testing.F) {
	f.Add(script(ftpLogin))
	f.Add(script([]turn{{false, "220 x\r\n"}, {true, "AUTH TLS\r\n"}, {false, "234 go\r\n\x16\x03\x03"}, {true, "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"}}))
	f.Add([]byte("<220-x\r\n\x00!abc\x00>PORT 1,2,3,4,5,6\r\n\x00<200 fine\r\n"))
	f.Fuzz(func(t *testing.T, talk []byte) {
		fuzzText(t, "FTP", func(r *record, ev *Events) { r.ftp(ev); r.ssl(ev) }, talk)
	})
}
