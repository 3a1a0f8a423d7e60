package analyzer

import "brig/bro/packet"

// LoginEvents are raised by the analyzers of sessions that people log in to:
// Telnet, Rlogin and Rsh. They tell from the texts of both sides how that ended.
type LoginEvents struct {
	// LoginInput and LoginOutput: a line of the client, or of the server.
	LoginInput  func(c *packet.Conn, line string)
	LoginOutput func(c *packet.Conn, line string)
	// LoginSuccess and LoginFailure: the line is the one that tells. clientUser
	// is what Rlogin says of who logs in.
	LoginSuccess func(c *packet.Conn, user, clientUser, password, line string)
	LoginFailure func(c *packet.Conn, user, clientUser, password, line string)
	// LoginConfused: it cannot be told any more how the login ends, and why.
	// LoginConfusedText is raised for each line of the client from then on.
	LoginConfused     func(c *packet.Conn, why, line string)
	LoginConfusedText func(c *packet.Conn, line string)
	// AuthenticationSkipped: a line tells that there is no login.
	AuthenticationSkipped func(c *packet.Conn)

	// What clients say of their terminals.
	LoginTerminal func(c *packet.Conn, terminal string)
	LoginDisplay  func(c *packet.Conn, display string)
	LoginPrompt   func(c *packet.Conn, prompt string)

	// Options of Telnet.
	AuthenticationAccepted func(c *packet.Conn, name string)
	AuthenticationRejected func(c *packet.Conn, name string)
	ActivatingEncryption   func(c *packet.Conn)
	BadOption              func(c *packet.Conn)
	BadOptionTermination   func(c *packet.Conn)
	InconsistentOption     func(c *packet.Conn)

	// RSHRequest: a command, or what is typed to it.
	RSHRequest func(c *packet.Conn, clientUser, serverUser, line string, newSession bool)
	RSHReply   func(c *packet.Conn, clientUser, serverUser, line string)
}

// LoginTexts tell what a line means; nil functions match nothing.
type LoginTexts struct {
	Skip         func(line string) bool // there is no login (skip_authentication)
	Prompt       func(line string) bool // asks for a user
	DirectPrompt func(line string) bool // asks for something else: nobody has to log in
	Success      func(line string) bool
	Failure      func(line string) bool
	NonFailure   func(line string) bool // is no failure, though it looks like one
	Timeout      func(line string) bool
}

// A LoginState says how far a login is.
type LoginState uint8

// The states of a login, as Bro numbers them (LOGIN_STATE_*).
const (
	LoginAuthenticate LoginState = iota
	LoginLoggedIn
	LoginSkip
	LoginConfused
)

// Limits of a login.
const (
	// MaxLoginLine is the longest line that is kept. Longer ones come in pieces.
	MaxLoginLine = 16 << 10
	// MaxLoginLines is how many lines a client may say before it is asked who it is.
	MaxLoginLines = 50
	// maxTyped is how many lines of a client may wait for a prompt.
	maxTyped = 12
)

// What stands for a user or password that is not known.
const (
	loginNone    = "<none>"
	loginTimeout = "<timeout>"
)

// A login follows the lines of both sides.
type login struct {
	base
	state      LoginState
	user       string
	known      bool // the user
	clientUser string
	typed      []string // by the client, of what it is not known yet what it is
	lines      int      // of the client
	prompted   bool
}

func matches(f func(string) bool, line string) bool { return f != nil && f(line) }

// fromClient takes a line of the client.
func (l *login) fromClient(line string) {
	if l.state == LoginSkip {
		return
	}
	if l.ev.LoginInput != nil {
		l.ev.LoginInput(l.c, line)
	}
	switch l.state {
	case LoginConfused:
		if l.ev.LoginConfusedText != nil {
			l.ev.LoginConfusedText(l.c, line)
		}
	case LoginAuthenticate:
		t := &l.s.LoginTexts
		l.lines++
		switch {
		case !l.prompted && l.lines > MaxLoginLines:
			l.confused("no_login_prompt", line)
		case len(l.typed) == maxTyped:
			l.confused("excessive_typeahead", line)
		case matches(t.Prompt, line) || matches(t.Success, line) || matches(t.Failure, line):
			// What the server echoes could not be told from what it says.
			l.confused("possible_login_ploy", line)
		default:
			l.typed = append(l.typed, line)
		}
	}
}

// fromServer takes a line of the server.
func (l *login) fromServer(line string) {
	if l.state == LoginSkip {
		return
	}
	if l.ev.LoginOutput != nil {
		l.ev.LoginOutput(l.c, line)
	}
	if l.state != LoginAuthenticate {
		return
	}
	t := &l.s.LoginTexts
	switch {
	case matches(t.Skip, line):
		l.state = LoginSkip
		if l.ev.AuthenticationSkipped != nil {
			l.ev.AuthenticationSkipped(l.c)
		}
	case matches(t.Timeout, line):
		if l.prompted || l.known {
			l.take(1)
			l.result(l.ev.LoginFailure, loginTimeout, line)
		}
	case matches(t.DirectPrompt, line):
		l.take(1)
		if !l.known {
			l.user, l.known = loginNone, true
		}
		l.result(l.ev.LoginSuccess, loginNone, line)
		l.state = LoginLoggedIn
	case matches(t.Success, line):
		if l.answered(l.ev.LoginSuccess, line) {
			l.state = LoginLoggedIn
		}
	case matches(t.NonFailure, line):
	case matches(t.Failure, line):
		l.answered(l.ev.LoginFailure, line)
	case matches(t.Prompt, line):
		if l.prompted && len(l.typed) > 1 {
			l.confused("multiple_login_prompts", line)
			return
		}
		l.prompted = true
		l.confirm()
	}
}

// take gives the user the first line that was typed, if it is not known, and
// reports whether it is known now.
func (l *login) take(least int) bool {
	if !l.known && len(l.typed) >= least {
		l.user, l.known = l.typed[0], true
		l.typed = l.typed[1:]
	}
	return l.known
}

// answered raises an event with what was typed: the user, unless it is known,
// and the password. What is said before the login is of no interest.
func (l *login) answered(f func(*packet.Conn, string, string, string, string), line string) bool {
	if !l.prompted && !l.known && len(l.typed) == 0 {
		return false
	}
	if !l.take(1) {
		l.confused("no_username", line)
		return false
	}
	password := loginNone
	if n := len(l.typed); n > 0 {
		password = l.typed[n-1] // the server may have asked for other things before
	}
	l.result(f, password, line)
	return true
}

func (l *login) result(f func(*packet.Conn, string, string, string, string), password, line string) {
	l.confirm()
	if f != nil {
		user := l.user
		if !l.known {
			user = loginNone
		}
		f(l.c, user, l.clientUser, password, line)
	}
	l.user, l.known, l.prompted, l.typed, l.lines = "", false, false, nil, 0
}

func (l *login) confused(why, line string) {
	l.state, l.typed = LoginConfused, nil
	if l.ev.LoginConfused != nil {
		l.ev.LoginConfused(l.c, why, line)
	}
}

func (l *login) progress() *LoginState { return &l.state }

// LoginState is how far the login of a connection is; not ok if no analyzer of
// logins is at work on it.
func (s *Session) LoginState(c *packet.Conn) (state LoginState, ok bool) {
	if p := loginOf(c); p != nil {
		return *p, true
	}
	return 0, false
}

// SetLoginState sets how far the login of a connection is, and reports whether
// an analyzer of logins is at work on it.
func (s *Session) SetLoginState(c *packet.Conn, state LoginState) bool {
	p := loginOf(c)
	if p == nil || state > LoginConfused {
		return false
	}
	*p = state
	return true
}

func loginOf(c *packet.Conn) *LoginState {
	f, _ := c.App.(*flow)
	if f == nil || f.top == nil {
		return nil
	}
	if a, ok := f.top.stream.(interface{ progress() *LoginState }); ok {
		return a.progress()
	}
	return nil
}

// A loginLine makes lines of what one types or sees at a terminal.
type loginLine struct {
	buf []byte
	cr  bool
}

// add takes a byte and reports whether the line is whole, or too long.
func (l *loginLine) add(b byte) (whole, over bool) {
	cr := l.cr
	l.cr = false
	switch b {
	case '\r':
		l.cr = true
		return true, false
	case '\n':
		return !cr, false
	case 0:
	case '\b', 0x7f:
		if n := len(l.buf); n > 0 {
			l.buf = l.buf[:n-1]
		}
	default:
		l.buf = append(l.buf, b)
	}
	return false, len(l.buf) >= MaxLoginLine
}

// take is the line at hand. A new one begins.
func (l *loginLine) take() string {
	s := string(l.buf)
	l.buf = l.buf[:0]
	return s
}
