package analyzer

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) pop3(ev *Events) {
	ev.POP3Request = func(c *packet.Conn, o bool, command, arg string) { r.say("%s(%s)", command, arg) }
	ev.POP3Reply = func(c *packet.Conn, o bool, cmd, msg string) { r.say("%s %s", cmd, msg) }
	ev.POP3Data = func(c *packet.Conn, o bool, data []byte) { r.say("line %q", data) }
	ev.POP3Unexpected = func(c *packet.Conn, o bool, msg, detail string) { r.say("unexpected %s: %s", msg, detail) }
	ev.POP3StartTLS = func(c *packet.Conn) { r.say("starts TLS") }
	ev.POP3LoginSuccess = func(c *packet.Conn, o bool, user, password string) { r.say("in: %s %s", user, password) }
	ev.POP3LoginFailure = func(c *packet.Conn, o bool, user, password string) { r.say("not in: %s %s", user, password) }
	r.mime(ev)
}

func (r *record) imap(ev *Events) {
	ev.IMAPCapabilities = func(c *packet.Conn, list []string) { r.say("can %q", list) }
	ev.IMAPStartTLS = func(c *packet.Conn) { r.say("starts TLS") }
}

func analyzeMailbox(frames [][]byte) *record {
	r := &record{}
	ev := r.events()
	r.pop3(ev)
	r.imap(ev)
	r.ssl(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, frames)
	return r
}

var pop3Login = []turn{{false, "+OK ready\r\n"}, {true, "USER me\r\n"}, {false, "+OK\r\n"}, {true, "pass s3 cret\r\n"}, {false, "+OK 1 mail\r\n"}}

func TestPOP3(t *testing.T) {
	for _, test := range []struct {
		name  string
		turns []turn
		want  []string
	}{
		{"login", pop3Login, []string{"OK ready", "USER(me)", "confirm POP3", "PASS(s3 cret)", "OK 1 mail", "in: me s3 cret"}},
		{"failure", []turn{pop3Login[0], {true, "APOP me 1234\r\n"}, {false, "-ERR no\r\n"}}, []string{"APOP(me 1234)", "ERR no", "not in: me"}},
		{"plain", []turn{pop3Login[0], {true, "AUTH PLAIN\r\n"}, {false, "+ \r\n"}, {true, "AG1lAHB3\r\n"}, {false, "+OK\r\n"}, {true, "STAT\r\n"}},
			[]string{"AUTH(PLAIN)", "**(AG1lAHB3)", "in: me pw", "STAT()"}},
		{"plain at once", []turn{pop3Login[0], {true, "AUTH PLAIN AG1lAHB3\r\n"}, {false, "+OK\r\n"}}, []string{"in: me pw"}},
		{"by word", []turn{pop3Login[0], {true, "AUTH LOGIN\r\n"}, {false, "+ VXNlcg==\r\n"}, {true, "bWU=\r\n"}, {false, "+ UGFzcw==\r\n"}, {true, "cHc=\r\n"}, {false, "-ERR\r\n"}},
			[]string{"**(bWU=)", "**(cHc=)", "not in: me pw"}},
		{"mail", append(pop3Login[:5:5], turn{true, "LIST\r\nRETR 1\r\nLIST 1\r\n"},
			turn{false, "+OK\r\n1 30\r\n.\r\n+OK 30\r\nSubject: hi\r\n\r\n..x\r\n.\r\n+OK 1 30\r\n"}, turn{true, "QUIT\r\n"}, turn{false, "+OK\r\n"}),
			[]string{"LIST()", "OK", `line "1 30"`, "begin", "SUBJECT=hi", `data ".x\r\n"`, "end", "OK 1 30", "QUIT()", "OK"}},
		{"no such mail", append(pop3Login[:5:5], turn{true, "RETR 9\r\n"}, turn{false, "-ERR none\r\n"}, turn{true, "QUIT\r\n"}, turn{false, "+OK\r\n"}),
			[]string{"RETR(9)", "ERR none", "QUIT()", "OK"}},
		{"unexpected", append(pop3Login[:1:1], turn{true, "WHAT\r\n"}, turn{false, "-ERR\r\n+OK\r\nhuh\r\n"}),
			[]string{"unexpected unknown command: WHAT", "WHAT()", "ERR", "unexpected unexpected reply: +OK", "unexpected reply without a status: huh", "violate POP3: reply without a status [huh]"}},
	} {
		for _, port := range []uint16{110, 1100} {
			for _, piece := range []int{0, 1, 5} {
				if port != 110 && test.name == "unexpected" {
					continue
				}
				analyzeMailbox(talk(t, port, piece, test.turns)).wants(t, fmt.Sprintf("%s to port %d in pieces of %d", test.name, port, piece), test.want...)
			}
		}
	}
}

func TestIMAP(t *testing.T) {
	inner := handshake(t, &tls.Config{InsecureSkipVerify: true}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	for _, test := range []struct {
		name  string
		port  uint16
		turns []turn
		want  []string
	}{
		{"imap", 143, append([]turn{{false, "* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"}, {true, "a CAPABILITY\r\n"}, {false, "* CAPABILITY IMAP4rev1 STARTTLS ID\r\na OK done\r\n"},
			{true, "b STARTTLS\r\n"}, {false, "b OK go\r\n"}}, inner...),
			[]string{`can ["IMAP4rev1" "STARTTLS"]`, "confirm IMAP", `can ["IMAP4rev1" "STARTTLS" "ID"]`, "starts TLS", "confirm SSL", "established"}},
		{"imap elsewhere", 1143, append([]turn{{false, "* OK hello\r\n"}, {true, "b starttls\r\n"}, {false, "b ok go\r\n"}}, inner...),
			[]string{"confirm IMAP", "starts TLS", "confirm SSL", "established"}},
		{"imap refused", 143, []turn{{false, "* OK hello\r\n"}, {true, "b STARTTLS\r\n"}, {false, "b NO\r\n* CAPABILITY X\r\n"}}, []string{"confirm IMAP", `can ["X"]`}},
		{"imap literal", 143, []turn{{false, "* OK hello\r\n"}, {true, "a LOGIN {5}\r\nx\r\ny\r\n"}, {false, "* 1 FETCH {18}\r\n* CAPABILITY BAD\r\n)\r\n* CAPABILITY GOOD\r\n"}}, []string{`can ["GOOD"]`}},
		{"pop3", 110, append([]turn{pop3Login[0], {true, "STLS\r\n"}, {false, "+OK go\r\n"}}, inner...), []string{"STLS()", "OK go", "confirm POP3", "starts TLS", "confirm SSL", "established"}},
	} {
		for _, piece := range []int{0, 4} {
			r := analyzeMailbox(talk(t, test.port, piece, test.turns))
			r.wants(t, test.name, test.want...)
			if strings.Contains(strings.Join(r.lines, "\n"), "BAD") {
				t.Errorf("%s: a literal was taken for a line", test.name)
			}
		}
	}
}

func FuzzPOP3(f *testing.F) {
	f.Add(script(append(pop3Login[:5:5], turn{true, "LIST\r\nRETR 1\r\n"}, turn{false, "+OK\r\n1 30\r\n.\r\n+OK 30\r\nSubject: hi\r\n\r\n..x\r\n.\r\n"})))
	f.Add(script([]turn{pop3Login[0], {true, "AUTH LOGIN\r\n"}, {false, "+ VXNlcg==\r\n"}, {true, "bWU=\r\n"}, {false, "+OK\r\n"}}))
	f.Add([]byte("<+OK\r\n\x00>STLS\r\n\x00<+OK\r\n\x16\x03\x03\x00!gap\x00>\x16\x03\x01\x00\x05\x01"))
	f.Fuzz(func(t *testing.T, talk []byte) {
		fuzzText(t, "POP3", func(r *record, ev *Events) {
			r.pop3(ev)
			r.ssl(ev)
			ev.POP3Data = nil // comes segment by segment, between other events
		}, talk)
	})
}

func FuzzIMAP(f *testing.F) {
	f.Add(script([]turn{{false, "* OK [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n"}, {true, "a STARTTLS\r\n"}, {false, "a OK go\r\n\x16"}, {true, "\x16\x03\x01"}}))
	f.Add([]byte("<* OK x\r\n\x00>a LOGIN {3+}\r\nabc {2}\r\nde\r\n\x00!gap\x00<* 1 FETCH {9999999999}\r\n\x00!gap gap"))
	f.Fuzz(func(t *testing.T, talk []byte) {
		fuzzText(t, "IMAP", func(r *record, ev *Events) { r.imap(ev); r.ssl(ev) }, talk)
	})
}
