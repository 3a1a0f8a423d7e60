package analyzer

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"brig/bro/files"
	"brig/bro/packet"
)

func (r *record) irc(ev *Events) {
	texts := func(what string) func(*packet.Conn, bool, string, string) {
		return func(c *packet.Conn, o bool, s, t string) { r.say("%s %v %q %q", what, o, s, t) }
	}
	three := func(what string) func(*packet.Conn, bool, string, string, string) {
		return func(c *packet.Conn, o bool, s, t, u string) { r.say("%s %v %q %q %q", what, o, s, t, u) }
	}
	four := func(what string) func(*packet.Conn, bool, string, string, string, string) {
		return func(c *packet.Conn, o bool, s, t, u, v string) { r.say("%s %v %q %q %q %q", what, o, s, t, u, v) }
	}
	counts := func(what string) func(*packet.Conn, bool, uint64, uint64, uint64) {
		return func(c *packet.Conn, o bool, n, m, k uint64) { r.say("%s %v %d %d %d", what, o, n, m, k) }
	}
	ev.IRCRequest, ev.IRCMessage = three("request"), three("message")
	ev.IRCReply = func(c *packet.Conn, o bool, p string, n uint64, s string) { r.say("reply %v %q %d %q", o, p, n, s) }
	ev.IRCPassword = func(c *packet.Conn, o bool, s string) { r.say("password %v %q", o, s) }
	ev.IRCNick, ev.IRCOper, ev.IRCQuit = texts("nick"), texts("oper"), texts("quit")
	ev.IRCUser, ev.IRCKick, ev.IRCWhoisUserLine = four("user"), four("kick"), four("whois user")
	ev.IRCSquit, ev.IRCInvite = three("squit"), three("invite")
	ev.IRCPrivmsg, ev.IRCNotice, ev.IRCSquery = three("privmsg"), three("notice"), three("squery")
	ev.IRCJoin = func(c *packet.Conn, o bool, l []IRCJoin) { r.say("join %v %q", o, l) }
	ev.IRCPart = func(c *packet.Conn, o bool, n string, l []string, m string) { r.say("part %v %q %q %q", o, n, l, m) }
	ev.IRCMode, ev.IRCWhois, ev.IRCError = texts("mode"), texts("whois"), texts("error")
	ev.IRCDCC = func(c *packet.Conn, o bool, m *IRCDCC) { r.say("dcc %v %+v", o, *m) }
	ev.IRCWho = func(c *packet.Conn, o bool, mask string, oper bool) { r.say("who %v %q %v", o, mask, oper) }
	ev.IRCNetworkInfo, ev.IRCServerInfo = counts("network"), counts("server")
	ev.IRCChannelInfo = func(c *packet.Conn, o bool, n uint64) { r.say("channels %v %d", o, n) }
	ev.IRCGlobalUsers, ev.IRCChannelTopic = texts("global"), texts("topic")
	ev.IRCWhoLine = func(c *packet.Conn, o bool, w *IRCWhoLine) { r.say("who line %v %+v", o, *w) }
	ev.IRCNamesInfo = func(c *packet.Conn, o bool, k, n string, l []string) { r.say("names %v %q %q %q", o, k, n, l) }
	ev.IRCWhoisOperatorLine = func(c *packet.Conn, o bool, n string) { r.say("whois operator %v %q", o, n) }
	ev.IRCWhoisChannelLine = func(c *packet.Conn, o bool, n string, l []string) { r.say("whois channels %v %q %q", o, n, l) }
	ev.IRCOperResponse = func(c *packet.Conn, o, got bool) { r.say("oper response %v %v", o, got) }
	ev.IRCInvalidNick = func(c *packet.Conn, o bool) { r.say("invalid nick %v", o) }
	ev.IRCStartTLS = func(c *packet.Conn) { r.say("starttls") }
	ev.IRCDCCSendAck = func(c *packet.Conn, n uint64) { r.say("ack %d", n) }
}

func analyzeIRC(t testing.TB, port uint16, piece int, turns ...turn) *record {
	r := &record{}
	ev := r.events()
	r.irc(ev)
	s := NewSession(ev)
	s.RegisterWellKnownPorts()
	feed(s, talk(t, port, piece, turns))
	return r
}

// ircTalk has each line as it is sent, and what is said of it.
var ircTalk = []struct {
	orig       bool
	line, want string
}{
	{true, "PASS secret", `password true "secret"`},
	{true, "NICK ann", `nick true "" "ann"`},
	{true, "  NICK   ann ", `nick true "" "ann"`},
	{true, "PRIVMSG   #a   :hello  there", `privmsg true "" "#a" "hello  there"`},
	{true, "USER ann pc srv :Ann  Other ", `user true "ann" "pc" "srv" "Ann  Other "`},
	{false, ":s.example NOTICE * :*** hello", `notice false "s.example" "*" "*** hello"`},
	{false, ":s.example 001 ann :Welcome", `reply false "s.example" 1 "ann :Welcome"`},
	{false, ":s.example 251 ann :There are 14 users and 3 services on 2 servers", `network false 14 3 2`},
	{false, ":s.example 254 ann 56 :channels formed", `channels false 56`},
	{false, ":s.example 255 ann :I have 7 clients and 1 servers", `server false 7 0 1`},
	{false, ":s.example 266 ann 91 97 :Current global users 91, max 97", `global false "ann " "Current global users 91, max 97"`},
	{false, ":s.example 266 ann", `weird invalid_irc_global_users_reply`},
	{false, "PING :s.example", `message false "" "PING" ":s.example"`},
	{true, "pong s.example", `request true "" "PONG" "s.example"`},
	{true, "JOIN #a,#b key", `join true [{"" "#a" "key" ""} {"" "#b" "" ""}]`},
	{false, ":ann!~a@pc JOIN :#a", `join false [{"ann" "#a" "" ""}]`},
	{false, ":s2 NJOIN #a :@@x,@y,+z,w", `join false [{"x" "#a" "" "creator"} {"y" "#a" "" "operator"} {"z" "#a" "" "voice"} {"w" "#a" "" ""}]`},
	{false, ":s.example 332 ann #a :What it is about", `topic false "#a" "What it is about"`},
	{false, ":s.example 353 ann = #a :@bob ann +eve", `names false "=" "#a" ["bob" "ann" "+eve"]`},
	{false, ":s.example 353 ann", `weird irc_invalid_names_line`},
	{true, "MODE #a +b", `mode true "" "#a +b"`},
	{true, "WHO #a o", `who true "#a" true`},
	{false, ":s.example 352 ann #a u h s2 bob H*@ :3 Bob B.", `who line false {Target:ann Channel:#a User:u Host:h Server:s2 Nick:bob Params:H*@ Hops:3 RealName:Bob B.}`},
	{true, "WHOIS s2 bob", `whois true "s2" "bob"`},
	{true, "WHOIS bob", `whois true "" "bob"`},
	{false, ":s.example 311 ann bob u h * :Bob B.", `whois user false "bob" "u" "h" "Bob B."`},
	{false, ":s.example 313 ann bob :is an operator", `whois operator false "bob"`},
	{false, ":s.example 319 ann bob :@#a", `whois channels false "ann" ["bob" ":@#a"]`},
	{true, "OPER ann secret", `oper true "ann" "secret"`},
	{false, ":s.example 491 ann :No", `oper response false false`},
	{false, ":s.example 381 ann :Yes", `oper response false true`},
	{false, ":s.example 433 * ann :in use", `invalid nick false`},
	{false, ":ann!~a@pc NICK :eva", `nick false "ann" "eva"`},
	{true, "PRIVMSG #a :hello there", `privmsg true "" "#a" "hello there"`},
	{false, ":bob!u@h PRIVMSG ann :\x01ACTION waves\x01", "privmsg false \"bob!u@h\" \"ann\" \"ACTION waves\\x01\""},
	{true, "SQUERY serv :do it", `squery true "" "serv" "do it"`},
	{false, ":bob!u@h PRIVMSG ann :\x01DCC SEND file.txt 168427778 2000 123\x01", `dcc false {Prefix:bob!u@h Target:ann Type:SEND Argument:file.txt Addr:10.10.1.2 Port:2000 Size:123}`},
	{false, ":bob!u@h PRIVMSG ann :\x01DCC SEND \"a file\" 2001:db8::1 2000 123 T\x01", `dcc false {Prefix:bob!u@h Target:ann Type:SEND Argument:a file Addr:2001:db8::1 Port:2000 Size:123}`},
	{true, "PRIVMSG bob :\x01DCC CHAT chat 168427778 2001\x01", `dcc true {Prefix: Target:bob Type:CHAT Argument:chat Addr:10.10.1.2 Port:2001 Size:0}`},
	{true, "PRIVMSG bob :\x01DCC SEND f 4294967296 2000\x01", `weird irc_invalid_dcc_host`},
	{true, "PRIVMSG bob :\x01DCC SEND f 1 0\x01", `weird irc_invalid_dcc_port 0`},
	{true, "PRIVMSG bob :\x01DCC SEND f 1\x01", `weird irc_invalid_dcc_message_format`},
	{true, "INVITE bob #a", `invite true "" "bob" "#a"`},
	{false, ":ann!~a@pc KICK #a bob :go away", `kick false "ann!~a@pc" "#a" "bob" "go away"`},
	{true, "PART #a,#b :bye", `part true "" ["#a" "#b"] "bye"`},
	{false, ":ann!~a@pc PART :#a", `part false "ann" [":#a"] ""`},
	{true, "SQUIT s2 :no more", `squit true "" "s2" "no more"`},
	{true, "QUIT :leaving", `quit true "" "leaving"`},
	{false, "ERROR :Closing link", `error false "" "Closing link"`},
	{true, "no", `weird irc_line_too_short`},
	{false, ":s.example", `weird irc_invalid_line`},
	{false, "1234 ann", `weird irc_invalid_reply_number`},
	{true, "{json} x", `weird irc_invalid_command`},
}

func TestIRC(t *testing.T) {
	for _, piece := range []int{0, 1, 7} {
		for _, l := range ircTalk {
			r := analyzeIRC(t, 6667, piece, turn{l.orig, l.line + "\r\n"})
			got := r.lines
			if len(got) > 0 && got[0] == "confirm IRC" {
				got = got[1:]
			}
			if len(got) != 1 || got[0] != l.want {
				t.Errorf("%q in pieces of %d: %q, want %q", l.line, piece, got, l.want)
			}
		}
	}
}

func TestIRCLimits(t *testing.T) {
	long := strings.Repeat("x", 3*maxIRCPiece)
	r := analyzeIRC(t, 6667, 0, turn{true, "PRIVMSG a :" + long + "\r\n"})
	want := "weird contentline_size_exceeded\nweird irc_line_size_exceeded\nconfirm IRC\nprivmsg true"
	if got := strings.Join(r.lines, "\n"); !strings.HasPrefix(got, want) || !r.has("weird irc_invalid_command") {
		t.Errorf("a long line: %s", got)
	}
	r = analyzeIRC(t, 6667, 0, turn{true, strings.Repeat("12\r\n", 100)})
	if n := len(r.lines); n != MaxIRCBadLines+2 || r.lines[n-1] != "violate IRC: too many bad lines" {
		t.Errorf("%d events of bad lines: %q", n, r.lines[n-1])
	}
}

// TestIRCDetected: a client that registers and a server that answers are enough.
func TestIRCDetected(t *testing.T) {
	for _, test := range []struct {
		client, server string
		want           bool
	}{
		{"USER a b c :d\r\nNICK x\r\n", ":s 001 x :hi\r\n", true},
		{"CAP LS\r\nNICK x\r\nUSER a b c :d\r\n", "NOTICE AUTH :***\r\n", true},
		{"NICK x\r\n", ":s 001 x :hi\r\n", false},
		{"GET / HTTP/1.0\r\nNICK x\r\nUSER a\r\n", ":s 001 x :hi\r\n", false},
		{"NICK x\r\nUSER a b c :d\r\n", "220 s ESMTP\r\n", true},
		{"NICK x\r\nUSER a b c :d\r\n", "+OK hello\r\n", false},
	} {
		r := analyzeIRC(t, 4001, 0, turn{true, test.client}, turn{false, test.server})
		if r.has("confirm IRC") != test.want {
			t.Errorf("%q, %q: %q", test.client, test.server, r.lines)
		}
	}
}

func TestIRCStartTLS(t *testing.T) {
	turns := append([]turn{{true, "STARTTLS\r\n"}, {false, ":s 670 * :STARTTLS successful\r\n"}},
		handshake(t, &tls.Config{InsecureSkipVerify: true}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})...)
	r := analyzeIRC(t, 6667, 0, turns...)
	if !r.has("starttls") || !r.has("confirm SSL") {
		t.Errorf("%q", r.lines)
	}
}

// TestIRCData: who connects gets the file, and says how much has come.
func TestIRCData(t *testing.T) {
	r := &record{}
	ev := r.events()
	r.irc(ev)
	s := NewSession(ev)
	s.Files.Handle = func(source string, c *packet.Conn, isOrig bool) string { return fmt.Sprint(source, isOrig) }
	s.Files.FileStateRemove = func(f *files.File) { r.say("file %s %d", f.Source, f.Seen) }
	s.Advance(1_000_000_000e9)
	if err := s.Expect(client, server, packet.ProtoTCP, 2000, "IRC_DATA", 1e9); err != nil {
		t.Fatal(err)
	}
	feed(s, talk(t, 2000, 3, []turn{{false, "contents"}, {true, "\x00\x00\x00\x03\x00\x00\x00\x08"}}))
	if got, want := strings.Join(r.lines, "\n"), "ack 3\nack 8\nfile IRC_DATA 8"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func FuzzIRC(f *testing.F) {
	for _, l := range ircTalk {
		f.Add([]byte(l.line+"\r\n"), l.orig)
	}
	f.Fuzz(func(t *testing.T, data []byte, orig bool) {
		r := &record{}
		ev := r.events()
		r.irc(ev)
		exchange(NewSession(ev), ircProtocol(), []turn{{orig, string(data)}, {!orig, string(data)}})
		if lines := 2 * (len(data) + 1); len(r.lines) > 2*lines {
			t.Fatalf("%d events of %d bytes", len(r.lines), len(data))
		}
	})
}
