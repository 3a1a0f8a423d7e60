package analyzer

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/bro/packet"
)

func (r *record) smtp(ev *Events) {
	ev.SMTPRequest = func(c *packet.Conn, o bool, command, arg string) { r.say("%s(%s)", command, arg) }
	ev.SMTPReply = func(c *packet.Conn, o bool, code uint64, cmd, msg string, cont bool) {
		r.say("%d to %s %v %s", code, cmd, cont, msg)
	}
	ev.SMTPData = func(c *packet.Conn, o bool, data []byte) { r.say("line %q", data) }
	ev.SMTPUnexpected = func(c *packet.Conn, o bool, msg, detail string) { r.say("unexpected %s: %s", msg, detail) }
	ev.SMTPStartTLS = func(c *packet.Conn) { r.say("starts TLS") }
	r.mime(ev)
}

func (r *record) mime(ev *Events) {
	ev.MIMEBeginEntity = func(c *packet.Conn) { r.say("begin") }
	ev.MIMEOneHeader = func(c *packet.Conn, h HTTPHeader) { r.say("%s=%s", h.Name, h.Value) }
	ev.MIMEAllHeaders = func(c *packet.Conn, list []HTTPHeader) { r.say("headers %d", len(list)) }
	ev.MIMESegmentData = func(c *packet.Conn, data []byte) { r.say("segment %d", len(data)) }
	ev.MIMEEntityData = func(c *packet.Conn, data []byte) { r.say("data %q", data) }
	ev.MIMEEndEntity = func(c *packet.Conn) { r.say("end") }
	ev.MIMEAllData = func(c *packet.Conn, data []byte) { r.say("all %d", len(data)) }
	ev.MIMEContentHash = func(c *packet.Conn, n uint64, digest []byte) { r.say("hash of %d: %x", n, digest) }
	ev.MIMEEvent = func(c *packet.Conn, typ, detail string) { r.say("mime %s: %s", typ, detail) }
}

func analyzeSMTP(frames [][]byte) *record {
	r := &record{}
	ev := r.events()
	r.smtp(ev)
	r.ssl(ev)
	s := NewSession(ev)
	r.files(s.Files)
	s.RegisterWellKnownPorts()
	feed(s, frames)
	return r
}

var hello = []turn{{false, "220 mx ESMTP\r\n"}, {true, "EHLO me\r\n"}, {false, "250-mx\r\n250 PIPELINING\r\n"}}

// letter is the turns of a mail.
func letter(text string) []turn {
	return append(hello[:3:3], turn{true, "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"},
		turn{false, "250 OK\r\n250 OK\r\n354 Go ahead\r\n"}, turn{true, text + ".\r\n"}, turn{false, "250 Queued\r\n"})
}

func TestSMTP(t *testing.T) {
	for _, test := range []struct {
		name  string
		turns []turn
		want  []string
	}{
		{"mail", letter("Subject: hi\r\nTo: x,\r\n\ty\r\n\r\nHello\r\n..\r\n.dot\r\nBye\n"), []string{
			"220 to > false mx ESMTP", "EHLO(me)", "250 to EHLO true mx", "confirm SMTP", "MAIL(FROM:<a@b>)", "RCPT(TO:<c@d>)", "DATA()",
			"354 to DATA false Go ahead", "begin", "SUBJECT=hi", "TO=x,\ty", "headers 2", "file of SMTP is text/plain", "segment 20",
			`data "Hello\r\n.\r\ndot\r\nBye\r\n"`, "end", "all 20", "hash of 20: 0a2e5f1e2b66c0cc3b1e1d2f5c2d3f64", ".(.)", "250 to . false Queued"}},
		{"lines", letter("A: b\r\n\r\n..x\r\n"), []string{`line "A: b"`, `line ""`, `line ".x"`, "all 4"}},
		{"refused", append(hello[:3:3], turn{true, "DATA\r\n"}, turn{false, "503 No\r\n"}, turn{true, "QUIT\r\n"}, turn{false, "221 Bye\r\n"}),
			[]string{"DATA()", "503 to DATA false No", "QUIT()", "221 to QUIT false Bye"}},
		{"login", append(hello[:3:3], turn{true, "AUTH LOGIN\r\n"}, turn{false, "334 VXNlcg==\r\n"}, turn{true, "bWU=\r\n"}, turn{false, "535 No\r\n"}, turn{true, "noop\r\n"}),
			[]string{"AUTH(LOGIN)", "334 to AUTH false VXNlcg==", "**(bWU=)", "535 to ** false No", "NOOP()"}},
		{"unknown", append(hello[:3:3], turn{true, "WHAT is this\r\n"}, turn{false, "500 ?\r\n250 !\r\n"}),
			[]string{"unexpected unknown command: WHAT", "(UNKNOWN)(WHAT is this)", "500 to (UNKNOWN) false ?", "unexpected unexpected reply: 250 !"}},
		{"no reply", []turn{{false, "hello\r\n"}}, []string{"unexpected reply without a code: hello", "violate SMTP: reply without a code [hello]"}},
		{"chunks", append(hello[:3:3], turn{true, "BDAT 9\r\nA: b\r\n\r\n."}, turn{false, "250 OK\r\n"}, turn{true, "BDAT 3 last\r\nx\ny"}, turn{false, "250 OK\r\n"}, turn{true, "QUIT\r\n"}),
			[]string{"BDAT(9)", "begin", "A=b", "250 to BDAT false OK", "BDAT(3 last)", `data ".x\ny"`, "end", "250 to BDAT false OK", "QUIT()"}},
		{"empty last chunk", append(hello[:3:3], turn{true, "BDAT 4\r\n\r\nab"}, turn{true, "BDAT 0 LAST\r\nNOOP\r\n"}), []string{"BDAT(4)", "BDAT(0 LAST)", `data "ab"`, "NOOP()"}},
		{"chunk of no size", append(hello[:3:3], turn{true, "BDAT -1\r\nBDAT 5 first\r\nNOOP\r\n"}),
			[]string{"weird smtp_invalid_bdat_command BDAT not followed by a valid chunk-size", "weird smtp_invalid_bdat_command BDAT chunk-size followed by junk", "NOOP()"}},
		{"huge chunk", append(hello[:3:3], turn{true, "BDAT 15555555557777777777\r\nx"}), []string{"weird smtp_huge_bdat_chunk 15555555557777777777"}},
		{"interrupted", letter("A: b\r\n\r\nx\r\n")[:5], []string{"354 to DATA false Go ahead", "begin", "headers 0", "end"}},
	} {
		for _, piece := range []int{0, 1, 7} {
			r := analyzeSMTP(talk(t, 25, piece, test.turns))
			for i, l := range r.lines {
				if strings.HasPrefix(l, "hash of 20") {
					r.lines[i] = "hash of 20: 0a2e5f1e2b66c0cc3b1e1d2f5c2d3f64"
				}
			}
			r.wants(t, fmt.Sprintf("%s in pieces of %d", test.name, piece), test.want...)
		}
	}
}

// TestSMTPOneSide has the capture miss what the server says.
func TestSMTPOneSide(t *testing.T) {
	r := &record{}
	ev := r.events()
	r.smtp(ev)
	s := NewSession(ev)
	exchange(s, s.protocol("SMTP"), []turn{{true, "HELO x\r\n"}, {true, "MAIL FROM:<a@b>\r\n"}, {true, "DATA\r\n"}, {true, "A: b\r\n\r\nc\r\n.\r\nQUIT\r\n"}})
	r.wants(t, "one side", "DATA()", "A=b", "end", ".(.)", "QUIT()")
}

func TestSMTPStartTLS(t *testing.T) {
	inner := handshake(t, &tls.Config{InsecureSkipVerify: true}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	turns := append(hello[:3:3], turn{true, "STARTTLS\r\n"}, turn{false, "220 Go\r\n"})
	turns = append(turns, inner...)
	for _, port := range []uint16{25, 2525} {
		for _, piece := range []int{0, 3} {
			r := analyzeSMTP(talk(t, port, piece, turns))
			r.wants(t, "TLS", "confirm SMTP", "STARTTLS()", "220 to STARTTLS false Go", "starts TLS", "confirm SSL", "established")
		}
	}
}

func TestSMTPGap(t *testing.T) {
	text := "A: b\r\n\r\n" + strings.Repeat("0123456789\r\n", 200)
	turns := letter(text)
	whole := talk(t, 25, 1000, turns)
	// The segments with data: three of greeting, commands and replies, then the mail.
	r := analyzeSMTP(talk(t, 25, 1000, turns, 6))
	r.wants(t, "gap", "A=b", "file of SMTP ends: true seen 1400 missing 1000 size 0 false", ".(.)", "250 to . false Queued")
	if n := len(whole); n < 10 {
		t.Fatalf("%d frames", n)
	}
	turns = append(hello[:3:3], turn{true, "BDAT 3000 LAST\r\nA: b\r\n\r\n" + strings.Repeat("x", 2992) + "QUIT\r\n"})
	r = analyzeSMTP(talk(t, 25, 1000, turns, 4))
	r.wants(t, "gap in a chunk", "A=b", "file of SMTP ends: true seen 1992 missing 1000 size 0 false", "QUIT()")
}

func TestMail(t *testing.T) {
	lines := func(s ...string) string { return strings.Join(s, "\r\n") + "\r\n" }
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"parts", lines("Content-Type: multipart/mixed;", ` boundary="x=y"`, "", "skipped", "--x=y", "", "one", "--x=y",
			"Content-Transfer-Encoding: base64", "Content-Disposition: attachment; filename=a", "", "aGVs", "bG8=", "--x=y--", "skipped"),
			[]string{"begin", `CONTENT-TYPE=multipart/mixed; boundary="x=y"`, "headers 1", "begin", "headers 0", `data "one"`, "end",
				"begin", "CONTENT-TRANSFER-ENCODING=base64", "CONTENT-DISPOSITION=attachment; filename=a", "headers 2", `data "hello"`, "end", `data ""`, "end"}},
		{"quoted", lines("Content-Transfer-Encoding: Quoted-Printable", "", "a=3Db =", "c=  ", "d \t", "=zz=4", "=\t=41"),
			[]string{`data "a=b cd\r\n=zz=4\r\n=\tA\r\n"`}},
		{"mail in a mail", lines("Content-Type: message/rfc822", "Subject: outer", "", "Subject: inner", "", "text"),
			[]string{"begin", "SUBJECT=outer", "begin", "SUBJECT=inner", "headers 1", `data "text\r\n"`, "end", `data ""`, "end"}},
		{"boundary not as it should be", lines("Content-Type: multipart/mixed; boundary=a:b; x", "", "--a:b", "", "one", "--a:b--"), []string{`data "one"`}},
		{"no headers", lines("what", "", "x"), []string{"begin", "mime illegal format: header without a name", "headers 0", `data "x\r\n"`}},
		{"segments", lines("", strings.Repeat("x", 2500)), []string{"segment 1024", "segment 1024", "segment 454", "all 2502"}},
	} {
		for _, piece := range []int{0, 1, 5} {
			r := analyzeSMTP(talk(t, 25, piece, letter(test.text)))
			r.wants(t, fmt.Sprintf("%s in pieces of %d", test.name, piece), test.want...)
		}
	}
}

// TestMailHostile sends what has no end, and looks at the time, at what is kept,
// and at what is said about it.
func TestMailHostile(t *testing.T) {
	var nested strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n", i, i)
	}
	for _, test := range []struct{ name, text, want string }{
		{"parts in parts", nested.String(), "weird exceeded_mime_max_depth"},
		{"mails in mails", strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 100_000), "weird exceeded_mime_max_depth"},
		{"a header", "A: " + strings.Repeat("x", 3<<20), "weird exceeded_mime_max_header_bytes 65536"},
		{"a folded header", "A: x\r\n" + strings.Repeat(" x\r\n", 1<<20), "weird exceeded_mime_max_header_bytes 65536"},
		{"headers", strings.Repeat("A: x\r\n", 1<<19), "weird exceeded_mime_max_header_bytes 65536"},
		{"boundaries", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b", 1<<20), "headers 1"},
		{"parts", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n", 100_000), "headers 1"},
		{"contents", "\r\n" + strings.Repeat("x", 3<<20), "weird mime_data_too_large"},
	} {
		r := &record{}
		ev := r.events()
		r.mime(ev)
		s := NewSession(ev)
		start := time.Now()
		c, f := &packet.Conn{Proto: packet.ProtoTCP}, &flow{}
		c.App = f
		s.attach(c, f, s.protocol("SMTP"))
		s.deliver(c, f, true, []byte("DATA\r\n"))
		for data := []byte(test.text); len(data) > 0; {
			n := min(1400, len(data))
			s.deliver(c, f, true, data[:n])
			data = data[n:]
		}
		a := f.top.stream.(*smtpAnalyzer)
		if n := len(a.mail.whole.line) + len(a.mail.whole.header) + len(a.mail.entity) + len(a.mail.all); n > 2*MaxMIMEData+2*MaxMIMEHeader {
			t.Errorf("%s: %d bytes are kept", test.name, n)
		}
		s.removed(c)
		if !r.has(test.want) {
			t.Errorf("%s: no %q", test.name, test.want)
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s: %v for %d bytes", test.name, d, len(test.text))
		} else {
			t.Logf("%s: %v for %d bytes", test.name, d, len(test.text))
		}
	}
}

func TestTransferDecoder(t *testing.T) {
	for _, test := range []struct{ encoding, text, want string }{
		{"base64", "aGVs\r\nbG8", "hello"},
		{"BASE64", "aA==aQ==", "hi"},
		{"base64", "a G!Vs\tbG8=", "hello"},
		{"quoted-printable", "a=\r\nb=\nc=", "abc="},
		{"quoted-printable", "a =20 \r\n", "a  \r\n"},
		{"quoted-printable", "=C3=A4=e4=E", "ä\xe4=E"},
		{"quoted-printable", "a\rb == =4\r\n", "a\rb == =4\r\n"},
	} {
		for _, piece := range []int{1, 2, 100} {
			d := newTransferDecoder(test.encoding)
			got := ""
			for s := test.text; len(s) > 0; {
				n := min(piece, len(s))
				got += string(d.decode([]byte(s[:n])))
				s = s[n:]
			}
			got += string(d.end())
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s %q in pieces of %d (-want +got):\n%s", test.encoding, test.text, piece, diff)
			}
		}
	}
	if newTransferDecoder("8bit") != nil {
		t.Error("8bit is decoded")
	}
}

func FuzzSMTP(f *testing.F) {
	f.Add(script(letter("Subject: hi\r\n\r\nHello\r\n..\r\n")))
	f.Add(script(letter("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--b\r\n" +
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n=41 =\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nA: b\r\n\r\nc\r\n--b--\r\n")))
	f.Add(script(letter("\r\n" + strings.Repeat("x", 4200) + "\r\n")))
	f.Add(script(append(hello[:3:3], turn{true, "BDAT 4\r\n\r\nab"}, turn{false, "250 OK\r\n"}, turn{true, "BDAT 0 LAST\r\nNOOP\r\n"})))
	f.Add([]byte("<220 x\r\n\x00>STARTTLS\r\n\x00<220 go\r\n\x16\x03\x03\x00>\x16\x03\x01\x00\x05\x01"))
	f.Add([]byte(">DATA\r\n\x00<354 go\r\n\x00>A: b\r\n\r\nx\x00!gap\x00>y\r\n.\r\n\x00>BDAT 100\r\nabc\x00!gapgap\x00>de"))
	f.Fuzz(func(t *testing.T, talk []byte) {
		fuzzText(t, "SMTP", func(r *record, ev *Events) {
			r.smtp(ev)
			r.ssl(ev)
			ev.SMTPData = nil // comes segment by segment, between other events
		}, talk)
	})
}
