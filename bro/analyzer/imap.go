package analyzer

import (
	"bytes"
	"strconv"
	"strings"

	"brig/bro/packet"
)

// IMAPEvents are raised by the IMAP analyzer (RFC 9051), which looks for what
// servers can do and for the begin of encryption only.
type IMAPEvents struct {
	IMAPCapabilities func(c *packet.Conn, capabilities []string)
	// IMAPStartTLS: the connection is encrypted from here on.
	IMAPStartTLS func(c *packet.Conn)
}

func imapProtocol() *protocol {
	return &protocol{
		name:      "IMAP",
		component: componentIMAP,
		ports:     tcpPorts(143),
		newStream: func(b base) streamAnalyzer { return &imapAnalyzer{base: b} },
		detect:    detectIMAP,
	}
}

// detectIMAP looks for the greeting and a command of the client.
func detectIMAP(orig bool, head []byte) match {
	if !orig {
		return prefix(head[:min(len(head), 5)], []byte("* OK "))
	}
	line, whole := firstLine(head)
	_, command := imapCommand(line)
	return decide(whole && command == "", whole)
}

// imapCommand reads the tag and the name of a command that a client may begin
// with; "" for none.
func imapCommand(line []byte) (tag, command string) {
	t, rest := word(line)
	c, _ := word(rest)
	switch command = upper(string(c)); command {
	case "CAPABILITY", "STARTTLS", "LOGIN", "AUTHENTICATE", "NOOP", "LOGOUT", "ID":
		return string(t), command
	}
	return string(t), ""
}

type imapAnalyzer struct {
	base
	lines   [2]textLines // responder, originator
	literal [2]uint64    // bytes left of a string that is not part of a line
	goOn    [2]bool      // the line after a literal continues a command
	tls     string       // tag of STARTTLS
	asked   bool         // there was a command
	stopped bool
}

func (a *imapAnalyzer) stream(orig bool, data []byte) {
	if a.c.Partial() {
		return
	}
	s := side(orig)
	for len(data) > 0 && !a.stopped {
		if n := min(a.literal[s], uint64(len(data))); n > 0 {
			a.literal[s] -= n
			data = data[n:]
			continue
		}
		line, rest, ok := a.lines[s].line(a.base, data)
		data = rest
		if !ok {
			return
		}
		begins := !a.goOn[s]
		a.literal[s], a.goOn[s] = imapLiteral(line)
		switch {
		case !begins:
		case orig:
			a.command(line)
		default:
			a.response(line)
		}
	}
	a.pass(orig, data)
}

// imapLiteral reads how many bytes follow a line that ends in "{5}" or "{5+}".
func imapLiteral(line []byte) (n uint64, ok bool) {
	i := bytes.LastIndexByte(line, '{')
	if i < 0 || line[len(line)-1] != '}' {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSuffix(string(line[i+1:len(line)-1]), "+"), 10, 63)
	return n, err == nil
}

func (a *imapAnalyzer) gap(orig bool, n uint64) {
	s := side(orig)
	if n <= a.literal[s] {
		a.literal[s] -= n
		return
	}
	a.literal[s], a.goOn[s] = 0, false
	a.lines[s].gap()
}

func (a *imapAnalyzer) end(orig bool) {}
func (a *imapAnalyzer) done()         {}

func (a *imapAnalyzer) command(line []byte) {
	tag, command := imapCommand(line)
	if command != "" {
		a.asked = true
	}
	if command == "STARTTLS" {
		a.tls = tag
	}
}

// response handles a line of the server: "*" and data, or the tag of a command
// and how it went.
func (a *imapAnalyzer) response(line []byte) {
	tag, rest := word(line)
	status, args := word(rest)
	if a.asked && (string(tag) == "*" || bytes.EqualFold(status, []byte("OK"))) {
		a.confirm()
	}
	switch {
	case string(tag) == "*" && bytes.EqualFold(status, []byte("CAPABILITY")):
		a.capabilities(args)
	case bytes.EqualFold(status, []byte("OK")):
		// A greeting may have them in brackets.
		if inner, ok := bytes.CutPrefix(args, []byte("[CAPABILITY ")); ok {
			inner, _, _ = bytes.Cut(inner, []byte{']'})
			a.capabilities(inner)
		}
	}
	if a.tls == "" || string(tag) != a.tls {
		return
	}
	a.tls = ""
	if bytes.EqualFold(status, []byte("OK")) {
		a.startTLS()
	}
}

func (a *imapAnalyzer) capabilities(list []byte) {
	if a.ev.IMAPCapabilities != nil {
		a.ev.IMAPCapabilities(a.c, strings.Fields(string(list)))
	}
}

// startTLS hands the connection over to TLS (RFC 9051 6.2.1).
func (a *imapAnalyzer) startTLS() {
	a.stopped = true
	a.secure(&a.lines[side(true)], a.ev.IMAPStartTLS)
}
