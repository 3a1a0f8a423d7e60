package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/pattern"
	"brig/bro/resolve"
)

func (e *engine) wireLogin() {
	ev := &e.events.LoginEvents
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn)
	}{
		{"authentication_skipped", &ev.AuthenticationSkipped},
		{"activating_encryption", &ev.ActivatingEncryption},
		{"bad_option", &ev.BadOption},
		{"bad_option_termination", &ev.BadOptionTermination},
		{"inconsistent_option", &ev.InconsistentOption},
	} {
		if h := e.handled(w.name, kRecord); h != nil {
			*w.f = func(c *packet.Conn) { h.queue(e.conn(c)) }
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, string)
	}{
		{"login_input_line", &ev.LoginInput},
		{"login_output_line", &ev.LoginOutput},
		{"login_confused_text", &ev.LoginConfusedText},
		{"login_terminal", &ev.LoginTerminal},
		{"login_display", &ev.LoginDisplay},
		{"login_prompt", &ev.LoginPrompt},
	} {
		if h := e.handled(w.name, kRecord, kString); h != nil {
			*w.f = func(c *packet.Conn, s string) { h.queue(e.conn(c), interp.String(s)) }
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, string)
	}{
		{"authentication_accepted", &ev.AuthenticationAccepted},
		{"authentication_rejected", &ev.AuthenticationRejected},
	} {
		if h := e.handled(w.name, kString, kRecord); h != nil {
			*w.f = func(c *packet.Conn, name string) { h.queue(interp.String(name), e.conn(c)) }
		}
	}
	if h := e.handled("login_confused", kRecord, kString, kString); h != nil {
		ev.LoginConfused = func(c *packet.Conn, why, line string) {
			h.queue(e.conn(c), interp.String(why), interp.String(line))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, string, string, string, string)
	}{
		{"login_success", &ev.LoginSuccess},
		{"login_failure", &ev.LoginFailure},
	} {
		if h := e.handled(w.name, kRecord, kString, kString, kString, kString); h != nil {
			*w.f = func(c *packet.Conn, user, clientUser, password, line string) {
				h.queue(e.conn(c), interp.String(user), interp.String(clientUser), interp.String(password), interp.String(line))
			}
		}
	}
	if h := e.handled("rsh_request", kRecord, kString, kString, kString, kBool); h != nil {
		ev.RSHRequest = func(c *packet.Conn, clientUser, serverUser, line string, newSession bool) {
			h.queue(e.conn(c), interp.String(clientUser), interp.String(serverUser), interp.String(line), interp.Bool(newSession))
		}
	}
	if h := e.handled("rsh_reply", kRecord, kString, kString, kString); h != nil {
		ev.RSHReply = func(c *packet.Conn, clientUser, serverUser, line string) {
			h.queue(e.conn(c), interp.String(clientUser), interp.String(serverUser), interp.String(line))
		}
	}
}

// wireIdent sets the events of Ident and Finger.
func (e *engine) wireIdent() {
	ev := &e.events.IdentEvents
	if h := e.handled("ident_request", kRecord, kPort, kPort); h != nil {
		ev.IdentRequest = func(c *packet.Conn, local, remote uint16) {
			h.queue(e.conn(c), interp.Port(local, interp.TCP), interp.Port(remote, interp.TCP))
		}
	}
	if h := e.handled("ident_reply", kRecord, kPort, kPort, kString, kString); h != nil {
		ev.IdentReply = func(c *packet.Conn, local, remote uint16, user, system string) {
			h.queue(e.conn(c), interp.Port(local, interp.TCP), interp.Port(remote, interp.TCP), interp.String(user), interp.String(system))
		}
	}
	if h := e.handled("ident_error", kRecord, kPort, kPort, kString); h != nil {
		ev.IdentError = func(c *packet.Conn, local, remote uint16, text string) {
			h.queue(e.conn(c), interp.Port(local, interp.TCP), interp.Port(remote, interp.TCP), interp.String(text))
		}
	}
	if h := e.handled("finger_request", kRecord, kBool, kString, kString); h != nil {
		e.events.FingerRequest = func(c *packet.Conn, full bool, user, host string) {
			h.queue(e.conn(c), interp.Bool(full), interp.String(user), interp.String(host))
		}
	}
	if h := e.handled("finger_reply", kRecord, kString); h != nil {
		e.events.FingerReply = func(c *packet.Conn, line string) { h.queue(e.conn(c), interp.String(line)) }
	}
}

// configureLogin takes the texts of logins from scripts: sets of regular
// expressions as strings.
func (e *engine) configureLogin() error {
	t := &e.session.LoginTexts
	for name, f := range map[string]*func(string) bool{
		"skip_authentication":    &t.Skip,
		"login_prompts":          &t.Prompt,
		"direct_login_prompts":   &t.DirectPrompt,
		"login_success_msgs":     &t.Success,
		"login_failure_msgs":     &t.Failure,
		"login_non_failure_msgs": &t.NonFailure,
		"login_timeouts":         &t.Timeout,
	} {
		v, ok := e.in.Global(name)
		if !ok || v.Kind() != resolve.Set {
			continue
		}
		p, err := patternOf(v.Table())
		if err != nil {
			return &ScriptError{[]error{err}}
		}
		if p != nil {
			*f = func(line string) bool { return p.Contains(line) }
		}
	}
	return nil
}

// patternOf makes one pattern of a set of expressions; nil of an empty one.
func patternOf(set *interp.Table) (any *pattern.Pattern, err error) {
	for i := range set.Cap() {
		if !set.Live(i) {
			continue
		}
		p, err := pattern.Compile(set.Keys(i)[0].Str(), 0)
		if err != nil {
			return nil, err
		}
		if any == nil {
			any = p
		} else if any, err = pattern.Or(any, p); err != nil {
			return nil, err
		}
	}
	return any, nil
}

// loginBuiltins are get_login_state and set_login_state.
func (e *engine) loginBuiltins() map[string]interp.Builtin {
	return map[string]interp.Builtin{
		"get_login_state": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.known(c)
			if conn == nil {
				return interp.Count(0), nil
			}
			state, _ := e.session.LoginState(conn)
			return interp.Count(uint64(state)), nil
		},
		"set_login_state": func(c *interp.BuiltinCall) (interp.Value, error) {
			conn := e.known(c)
			if conn == nil || c.Count(1) > uint64(analyzer.LoginConfused) {
				return interp.Bool(false), nil
			}
			return interp.Bool(e.session.SetLoginState(conn, analyzer.LoginState(c.Count(1)))), nil
		},
	}
}
