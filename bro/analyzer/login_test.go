package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"brig/bro/packet"
)

func (r *record) login(ev *Events) {
	plain := func(what string) func(*packet.Conn) { return func(*packet.Conn) { r.say("%s", what) } }
	text := func(what string) func(*packet.Conn, string) {
		return func(c *packet.Conn, s string) { r.say("%s %q", what, s) }
	}
	four := func(what string) func(*packet.Conn, string, string, string, string) {
		return func(c *packet.Conn, s, t, u, v string) { r.say("%s %q %q %q %q", what, s, t, u, v) }
	}
	ev.LoginInput, ev.LoginOutput = text("input"), text("output")
	ev.LoginSuccess, ev.LoginFailure = four("success"), four("failure")
	ev.LoginConfused = func(c *packet.Conn, why, line string) { r.say("confused %s %q", why, line) }
	ev.LoginConfusedText, ev.AuthenticationSkipped = text("confused text"), plain("skipped")
	ev.LoginTerminal, ev.LoginDisplay, ev.LoginPrompt = text("terminal"), text("display"), text("prompt")
	ev.AuthenticationAccepted, ev.AuthenticationRejected = text("accepted"), text("rejected")
	ev.ActivatingEncryption, ev.BadOption = plain("encryption"), plain("bad option")
	ev.BadOptionTermination, ev.InconsistentOption = plain("bad termination"), plain("inconsistent")
	ev.RSHRequest = func(c *packet.Conn, cu, su, l string, n bool) { r.say("request %q %q %q %v", cu, su, l, n) }
	ev.RSHReply = func(c *packet.Conn, cu, su, l string) { r.say("reply %q %q %q", cu, su, l) }
	ev.IdentRequest = func(c *packet.Conn, l, p uint16) { r.say("ident %d %d", l, p) }
	ev.IdentReply = func(c *packet.Conn, l, p uint16, u, s string) { r.say("ident reply %d %d %q %q", l, p, u, s) }
	ev.IdentError = func(c *packet.Conn, l, p uint16, s string) { r.say("ident error %d %d %q", l, p, s) }
	ev.FingerRequest = func(c *packet.Conn, full bool, u, h string) { r.say("finger %v %q %q", full, u, h) }
	ev.FingerReply = text("finger reply")
}

// loginTexts are simple.
func loginTexts() LoginTexts {
	has := func(word string) func(string) bool {
		return func(line string) bool { return strings.Contains(line, word) }
	}
	return LoginTexts{Skip: has("nobody"), Prompt: has("login:"), DirectPrompt: has("TERMINAL?"), Success: has("Last"),
		Failure: has("incorrect"), NonFailure: has("not incorrect"), Timeout: has("timed out")}
}

func analyzeLogin(t testing.TB, name string, piece int, turns ...turn) *record {
	r := &record{}
	ev := r.events()
	r.login(ev)
	s := NewSession(ev)
	s.LoginTexts = loginTexts()
	if err := s.RegisterPort(name, packet.ProtoTCP, 4001); err != nil {
		t.Fatal(err)
	}
	feed(s, talk(t, 4001, piece, turns))
	return r
}

// without is what was said but for lines of both sides.
func (r *record) without(prefixes ...string) string {
	var lines []string
next:
	for _, l := range r.lines {
		for _, p := range prefixes {
			if strings.HasPrefix(l, p) {
				continue next
			}
		}
		lines = append(lines, l)
	}
	return strings.Join(lines, "\n")
}

func TestLogin(t *testing.T) {
	ask, ann := turn{false, "login: "}, []turn{{true, "ann\r\n"}, {false, "ann\r\nPassword: "}, {true, "secret\r\n"}}
	with := func(more ...turn) []turn { return append(append([]turn{ask}, ann...), more...) }
	for _, test := range []struct {
		name  string
		turns []turn
		want  string
	}{
		{"success", with(turn{false, "\r\nLast login\r\n"}, turn{true, "ls\r\n"}), "confirm TELNET\n" + `success "ann" "" "secret" "Last login"`},
		{"failure", with(turn{false, "\r\nnot incorrect\r\nincorrect\r\n"}), "confirm TELNET\n" + `failure "ann" "" "secret" "incorrect"`},
		{"timeout", []turn{ask, {true, "ann\r\n"}, {false, "ann\r\ntimed out\r\n"}}, "confirm TELNET\n" + `failure "ann" "" "<timeout>" "timed out"`},
		{"skipped", []turn{{false, "nobody is asked\r\n"}, {true, "x\r\n"}}, "skipped"},
		{"direct", []turn{{false, "TERMINAL?\r\n"}}, "confirm TELNET\n" + `success "<none>" "" "<none>" "TERMINAL?"`},
		{"banner", []turn{{false, "Last week\r\n"}}, ""},
		{"no user", []turn{{false, "login:\r\nLast login\r\n"}, {true, "x\r\n"}},
			"confirm TELNET\n" + `confused no_username "Last login"` + "\n" + `confused text "x"`},
		{"ploy", []turn{{true, "login: Last\r\n"}}, `confused possible_login_ploy "login: Last"`},
		{"prompts", with(turn{false, "\r\nlogin: "}, turn{true, "eve\r\n"}, turn{false, "eve\r\n"}), "confirm TELNET\n" + `confused multiple_login_prompts "login: eve"`},
		{"typed ahead", []turn{{true, strings.Repeat("x\r\n", maxTyped+1)}}, `confused excessive_typeahead "x"`},
		{"user from the environment", []turn{{true, "\xff\xfa\x27\x00\x00USER\x01eve\xff\xf0"}, {false, "Password: "}, {true, "pw\r\n"}, {false, "\r\nLast login\r\n"}},
			"confirm TELNET\n" + `success "eve" "" "pw" "Last login"`},
	} {
		for _, piece := range []int{0, 1} {
			if got := analyzeLogin(t, "telnet", piece, test.turns...).without("input", "output"); got != test.want {
				t.Errorf("%s, pieces of %d:\n%s\nwant\n%s", test.name, piece, got, test.want)
			}
		}
	}
}

func TestTelnetOptions(t *testing.T) {
	sub := func(option string) string { return "\xff\xfa" + option + "\xff\xf0" }
	for _, test := range []struct {
		name  string
		turns []turn
		want  string
	}{
		{"negotiation", []turn{{true, "\xff\xfb\x18a\xff\xf1b\xff\xff\r\n"}}, "confirm TELNET\ninput \"ab\\xff\""},
		{"terminal", []turn{{true, sub("\x18\x00vt100")}}, `terminal "vt100"`},
		{"escaped IAC", []turn{{true, sub("\x18\x00v\xff\xfft")}}, `terminal "v\xfft"`},
		{"terminal of the server", []turn{{false, sub("\x18\x01")}}, ""},
		{"display", []turn{{true, sub("\x23\x00pc:0")}}, `display "pc:0"`},
		{"environment", []turn{{true, sub("\x27\x00\x00TERM\x01xterm\x03TTYPROMPT\x01%\x00DISP\x02LAY")}}, "terminal \"xterm\"\nprompt \"%\""},
		{"malformed environment", []turn{{true, sub("\x24\x00x")}}, "bad option"},
		{"empty option", []turn{{true, sub("")}}, "bad option"},
		{"unknown option", []turn{{true, sub("\x63\x00")}}, "bad option"},
		{"termination", []turn{{true, "\xff\xfa\x18\x00vt\xff\xf1"}}, "bad termination"},
		{"inconsistent", []turn{{true, "\xff\xfc\x18" + sub("\x18\x00vt100")}}, "confirm TELNET\ninconsistent\nterminal \"vt100\""},
		{"forbidden", []turn{{false, "\xff\xfe\x18"}, {true, "\xff\xfb\x18"}}, "confirm TELNET\ninconsistent"},
		{"accepted", []turn{{true, sub("\x25\x03ann")}, {false, sub("\x25\x02\x02\x00\x02")}}, `accepted "ann"`},
		{"rejected without a name", []turn{{false, sub("\x25\x02\x02\x00\x01")}}, `rejected "<empty>"`},
		{"encryption", []turn{{true, sub("\x26\x03") + "cipher\r\n"}, {false, "cipher\r\n"}}, "encryption"},
		{"long option", []turn{{true, sub("\x18\x00" + strings.Repeat("a", MaxTelnetOption))}, {true, "x\r\n"}},
			fmt.Sprintf("weird nvt_option_size_exceeded %d\ninput \"x\"", MaxTelnetOption)},
		{"long line", []turn{{true, strings.Repeat("a", MaxLoginLine) + "b\r\n"}},
			fmt.Sprintf("weird nvt_line_size_exceeded %d\ninput %q\ninput \"b\"", MaxLoginLine, strings.Repeat("a", MaxLoginLine))},
	} {
		if got := analyzeLogin(t, "telnet", 1000, test.turns...).without("output"); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, got, test.want)
		}
	}
}

func TestRlogin(t *testing.T) {
	prolog := turn{true, "\x00ann\x00eve\x00vt100/9600\x00"}
	want := "confirm RLOGIN\n" + `terminal "vt100"` + "\n" + `success "eve" "ann" "pw" "Last login"`
	for _, piece := range []int{0, 1} {
		r := analyzeLogin(t, "rlogin", piece, prolog, turn{false, "\x00Password: "}, turn{true, "pw\r"}, turn{false, "\r\nLast login\r\n"})
		if got := r.without("input", "output"); got != want {
			t.Errorf("pieces of %d:\n%s\nwant\n%s", piece, got, want)
		}
	}
	if r := analyzeLogin(t, "rlogin", 0, turn{true, "ann\x00eve\x00vt100\x00a\x00"}); !r.has("violate RLOGIN: rlogin without a zero byte at its beginning") {
		t.Errorf("%q", r.lines)
	}
	if r := analyzeLogin(t, "rlogin", 1000, turn{true, strings.Repeat("a", 3*MaxLoginLine)}); len(r.lines) != 1 || !strings.HasPrefix(r.lines[0], "weird rlogin_line_size_exceeded") {
		t.Errorf("%q", r.lines)
	}
}

func TestRSH(t *testing.T) {
	want := "confirm RSH\n" + `request "ann" "eve" "ls" true` + "\n" + `reply "ann" "eve" "file"` + "\n" + `request "ann" "eve" "more" false`
	for _, piece := range []int{0, 1} {
		r := analyzeLogin(t, "rsh", piece, turn{true, "1020\x00ann\x00eve\x00ls\x00"}, turn{false, "\x00file\n"}, turn{true, "more\n"})
		if got := strings.Join(r.lines, "\n"); got != want {
			t.Errorf("pieces of %d:\n%s\nwant\n%s", piece, got, want)
		}
	}
	if r := analyzeLogin(t, "rsh", 0, turn{true, "port\x00ann\x00eve\x00ls\x00"}); !r.has("violate RSH: rsh without a port at its beginning") {
		t.Errorf("%q", r.lines)
	}
}

func TestIdent(t *testing.T) {
	for _, test := range []struct{ ask, answer, want string }{
		{"23, 6193\r\n", "23 , 6193 : USERID : UNIX : ann b\r\n", "confirm IDENT\nident 23 6193\n" + `ident reply 23 6193 "ann b" "UNIX"`},
		{"23,6193\r\n", "23,6193:ERROR:NO-USER", "confirm IDENT\nident 23 6193\n" + `ident error 23 6193 "NO-USER"`},
		{"23,99999\r\n", "x\r\n", "weird bad_ident_port 23,99999\nweird bad_ident_reply x"},
		{"23,1 : more\r\nstill\r\n", "23,1:HELLO\r\n", "weird ident_request_addendum  more\nconfirm IDENT\nident 23 1\nweird ident_request_addendum still\nweird bad_ident_reply 23,1:HELLO"},
	} {
		if got := strings.Join(analyzeLogin(t, "ident", 0, turn{true, test.ask}, turn{false, test.answer}).lines, "\n"); got != test.want {
			t.Errorf("%q:\n%s\nwant\n%s", test.ask, got, test.want)
		}
	}
}

func TestFinger(t *testing.T) {
	for _, test := range []struct{ ask, want string }{
		{"ann\r\n", `finger false "ann" ""`},
		{"/W ann@pc\r\n", `finger true "ann" "pc"`},
		{"\r\n", `finger false "" ""`},
	} {
		want := "confirm FINGER\n" + test.want + "\n" + `finger reply "Login: ann"` + "\n" + `finger reply "on"`
		if got := strings.Join(analyzeLogin(t, "finger", 0, turn{true, test.ask}, turn{false, "Login: ann\r\non"}).lines, "\n"); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", test.ask, got, want)
		}
	}
}

func FuzzLogin(f *testing.F) {
	f.Add([]byte("\xff\xfb\x18\xff\xfa\x18\x00vt100\xff\xf0ann\r\nsecret\r\n"), []byte("login: ann\r\nLast\r\n"), byte(0))
	f.Add([]byte("\xff\xfa\x27\x00\x00USER\x01eve\xff\xf0"), []byte("\xff\xfa\x25\x02\x02\x00\x02\xff\xf0"), byte(0))
	f.Add([]byte("\x00ann\x00eve\x00vt100/9600\x00pw\r"), []byte("\x00Password:\r\nLast\r\n"), byte(1))
	f.Add([]byte("1020\x00ann\x00eve\x00ls\x00more\n"), []byte("\x00file\n"), byte(2))
	f.Add([]byte("23, 6193\r\n"), []byte("23 , 6193 : USERID : UNIX : ann\r\n"), byte(3))
	f.Add([]byte("/W ann@pc\r\n"), []byte("Login: ann\r\n"), byte(4))
	protocols := []*protocol{telnetProtocol(), rloginProtocol(), rshProtocol(), identProtocol(), fingerProtocol()}
	f.Fuzz(func(t *testing.T, client, server []byte, which byte) {
		r := &record{}
		ev := r.events()
		r.login(ev)
		s := NewSession(ev)
		s.LoginTexts = loginTexts()
		p := protocols[int(which)%len(protocols)]
		var turns []turn
		for n, m := len(client), len(server); len(client)+len(server) > 0; {
			i, j := min(len(client), n/3+1), min(len(server), m/3+1)
			turns = append(turns, turn{true, string(client[:i])}, turn{false, string(server[:j])})
			client, server = client[i:], server[j:]
		}
		exchange(s, p, turns)
	})
}
