package analyzer

import (
	"strconv"
	"strings"

	"brig/bro/packet"
)

// IdentEvents are raised by the analyzer of Ident (RFC 1413). The ports are
// those of the connection that is asked about: the server's and the client's.
type IdentEvents struct {
	IdentRequest func(c *packet.Conn, local, remote uint16)
	IdentReply   func(c *packet.Conn, local, remote uint16, user, system string)
	IdentError   func(c *packet.Conn, local, remote uint16, text string)
}

// FingerEvents are raised by the analyzer of Finger (RFC 1288).
type FingerEvents struct {
	// FingerRequest: full asks for all that is known; a host is where to ask further.
	FingerRequest func(c *packet.Conn, full bool, user, host string)
	FingerReply   func(c *packet.Conn, line string)
}

// maxQueryLine is how much of a line of Ident and Finger is kept. Longer ones
// come in pieces.
const maxQueryLine = 1024

func identProtocol() *protocol {
	return &protocol{
		name:      "IDENT",
		component: componentIdent,
		newStream: func(b base) streamAnalyzer { return &queryAnalyzer{base: b, line: identLine} },
	}
}

func fingerProtocol() *protocol {
	return &protocol{
		name:      "FINGER",
		component: componentFinger,
		newStream: func(b base) streamAnalyzer { return &queryAnalyzer{base: b, line: fingerLine} },
	}
}

// A queryAnalyzer takes the lines of a question and of the answer.
type queryAnalyzer struct {
	base
	line    func(b base, orig, first bool, line string)
	sides   [2]lineReader // responder, originator
	lines   [2]int
	stopped bool
}

func (a *queryAnalyzer) done() {}

func (a *queryAnalyzer) gap(orig bool, n uint64) { a.stopped = true }

func (a *queryAnalyzer) stream(orig bool, data []byte) {
	l := &a.sides[side(orig)]
	l.max = maxQueryLine
	for !a.stopped {
		line, rest, ok := l.next(data)
		if !ok {
			return
		}
		if l.over {
			a.weird("contentline_size_exceeded", "")
		}
		a.take(orig, string(line))
		data = rest
	}
}

func (a *queryAnalyzer) take(orig bool, line string) {
	a.lines[side(orig)]++
	a.line(a.base, orig, a.lines[side(orig)] == 1, line)
}

// end: the last line may lack its end.
func (a *queryAnalyzer) end(orig bool) {
	if line := strings.TrimRight(string(a.sides[side(orig)].kept()), "\r"); line != "" && !a.stopped {
		a.take(orig, line)
	}
}

// identLine takes "port, port" and answers "port, port : USERID : system : user"
// and "port, port : ERROR : text".
func identLine(a base, orig, first bool, line string) {
	if orig && !first {
		a.weird("ident_request_addendum", line)
		return
	}
	what := "bad_ident_request"
	if !orig {
		what = "bad_ident_reply"
	}
	ports, rest, _ := strings.Cut(line, ":")
	one, two, ok := strings.Cut(ports, ",")
	local, err1 := strconv.ParseUint(strings.TrimSpace(one), 10, 64)
	remote, err2 := strconv.ParseUint(strings.TrimSpace(two), 10, 64)
	switch {
	case !ok || err1 != nil || err2 != nil:
		a.weird(what, line)
		return
	case local > 65535 || remote > 65535:
		a.weird("bad_ident_port", line)
		return
	}
	l, r := uint16(local), uint16(remote)
	if orig {
		if rest != "" {
			a.weird("ident_request_addendum", rest)
		}
		a.confirm()
		if a.ev.IdentRequest != nil {
			a.ev.IdentRequest(a.c, l, r)
		}
		return
	}
	kind, rest, _ := strings.Cut(rest, ":")
	switch upper(strings.TrimSpace(kind)) {
	case "USERID":
		system, user, ok := strings.Cut(rest, ":")
		if !ok {
			a.weird(what, line)
		} else if a.ev.IdentReply != nil {
			a.ev.IdentReply(a.c, l, r, strings.TrimLeft(user, " \t"), strings.TrimSpace(system))
		}
	case "ERROR":
		if a.ev.IdentError != nil {
			a.ev.IdentError(a.c, l, r, strings.TrimSpace(rest))
		}
	default:
		a.weird(what, line)
	}
}

// fingerLine takes "[/W] [user][@host]" and lines of the answer.
func fingerLine(a base, orig, first bool, line string) {
	if !orig {
		call(a.ev.FingerReply, a.c, line)
		return
	}
	if !first {
		return
	}
	a.confirm()
	if a.ev.FingerRequest == nil {
		return
	}
	who := strings.TrimSpace(line)
	full := len(who) >= 2 && strings.EqualFold(who[:2], "/W")
	if full {
		who = strings.TrimSpace(who[2:])
	}
	user, host, _ := strings.Cut(who, "@")
	a.ev.FingerRequest(a.c, full, user, host)
}
