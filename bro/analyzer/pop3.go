package analyzer

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"brig/bro/packet"
)

// POP3Events are raised by the POP3 analyzer (RFC 1939). Mails that a client
// fetches raise MIMEEvents.
type POP3Events struct {
	// POP3Request: command in upper case; "**" for an answer while logging in.
	POP3Request func(c *packet.Conn, isOrig bool, command, arg string)
	// POP3Reply: cmd is "OK" or "ERR".
	POP3Reply func(c *packet.Conn, isOrig bool, cmd, msg string)
	// POP3Data: a line of a reply of many lines, without its end.
	POP3Data       func(c *packet.Conn, isOrig bool, data []byte)
	POP3Unexpected func(c *packet.Conn, isOrig bool, msg, detail string)
	// POP3StartTLS: the connection is encrypted from here on.
	POP3StartTLS     func(c *packet.Conn)
	POP3LoginSuccess func(c *packet.Conn, isOrig bool, user, password string)
	POP3LoginFailure func(c *packet.Conn, isOrig bool, user, password string)
}

// maxPOP3Pending bounds the commands that wait for a reply; of more, the oldest
// are forgotten.
const maxPOP3Pending = 1000

// pop3Commands are what clients may say (RFC 1939, 2449, 2595, 5034).
var pop3Commands = [...]string{"USER", "PASS", "APOP", "AUTH", "STAT", "LIST", "RETR", "DELE", "RSET", "NOOP", "LAST", "QUIT", "TOP", "CAPA",
	"UIDL", "STLS", "XSND"}

func pop3Protocol() *protocol {
	return &protocol{
		name:      "POP3",
		component: componentPOP3,
		ports:     tcpPorts(110),
		newStream: func(b base) streamAnalyzer { return &pop3Analyzer{base: b} },
		detect:    detectPOP3,
	}
}

// detectPOP3 looks for a login or a question for what the server can do, and
// for its greeting.
func detectPOP3(orig bool, head []byte) match {
	if !orig {
		return prefix(head, []byte("+OK"))
	}
	line, whole := firstLine(head)
	if !whole {
		return maybe
	}
	command, _ := word(line)
	switch upper(string(command)) {
	case "USER", "APOP", "AUTH", "CAPA", "STLS":
		return yes
	}
	return no
}

// A pop3Command waits for its reply.
type pop3Command struct {
	name  string
	lines bool // a reply that is no error has many lines
}

type pop3Analyzer struct {
	base
	lines   [2]textLines // responder, originator
	pending []pop3Command
	greeted bool
	stopped bool

	many bool // lines of a reply come
	mail *mail
	dots dotReader
	data textLines // of the reply

	user, password string
	auth           string // mechanism that the client logs in with, "" for none
	answers        int    // it gave since
}

func (a *pop3Analyzer) stream(orig bool, data []byte) {
	if a.c.Partial() {
		return
	}
	for len(data) > 0 && !a.stopped {
		if !orig && a.many {
			text, rest, end := a.dots.next(data)
			a.replyData(text)
			if end {
				a.endReply()
			}
			data = rest
			continue
		}
		line, rest, ok := a.lines[side(orig)].line(a.base, data)
		data = rest
		if !ok {
			return
		}
		if orig {
			a.command(line)
		} else {
			a.reply(line)
		}
	}
	a.pass(orig, data)
}

func (a *pop3Analyzer) gap(orig bool, n uint64) {
	if !orig && a.many {
		if a.mail != nil {
			a.mail.gap(n)
		}
		a.dots.gap()
		a.data.drop()
		return
	}
	if !orig {
		a.pending, a.auth = a.pending[:0], "" // it is not known what was answered
	}
	a.lines[side(orig)].gap()
}

func (a *pop3Analyzer) end(orig bool) {
	if !orig {
		a.endReply()
	}
}

func (a *pop3Analyzer) done() { a.endReply() }

// command handles a line of the client.
func (a *pop3Analyzer) command(line []byte) {
	if a.auth != "" {
		a.answer(line)
		return
	}
	verb, rest := word(line)
	command, arg := upper(string(verb)), string(rest)
	known := false
	for _, c := range pop3Commands {
		known = known || c == command
	}
	if !known {
		a.unexpected(true, "unknown command", string(line))
	}
	a.request(command, arg)
	switch command {
	case "USER":
		a.user = arg
	case "PASS":
		a.password = arg
	case "APOP":
		a.user, _, _ = strings.Cut(arg, " ")
	case "AUTH":
		mechanism, initial, _ := strings.Cut(arg, " ")
		a.auth, a.answers = upper(mechanism), 0
		if initial != "" {
			a.credentials(initial)
		}
	}
}

// answer handles what a client says while it logs in.
func (a *pop3Analyzer) answer(line []byte) {
	a.request("**", string(line))
	a.credentials(string(line))
}

// credentials notes who logs in (RFC 4616 and two older ways).
func (a *pop3Analyzer) credentials(encoded string) {
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return
	}
	switch s := string(text); {
	case a.auth == "PLAIN":
		if parts := strings.Split(s, "\x00"); len(parts) == 3 {
			a.user, a.password = parts[1], parts[2]
		}
	case a.auth == "LOGIN" && a.answers == 0:
		a.user = s
	case a.auth == "LOGIN":
		a.password = s
	case a.auth == "CRAM-MD5":
		a.user, _, _ = strings.Cut(s, " ")
	}
	a.answers++
}

func (a *pop3Analyzer) request(command, arg string) {
	if len(a.pending) == maxPOP3Pending {
		a.pending = append(a.pending[:0], a.pending[1:]...)
	}
	many := false
	switch command {
	case "RETR", "TOP", "CAPA":
		many = true
	case "LIST", "UIDL", "AUTH":
		many = arg == ""
	}
	a.pending = append(a.pending, pop3Command{command, many})
	if a.ev.POP3Request != nil {
		a.ev.POP3Request(a.c, true, command, arg)
	}
}

// reply handles the first line of a reply: "+OK", "-ERR" or, while logging in,
// "+" and what the server wants to know.
func (a *pop3Analyzer) reply(line []byte) {
	status, rest := word(line)
	ok := bytes.EqualFold(status, []byte("+OK"))
	failed := bytes.EqualFold(status, []byte("-ERR"))
	if !ok && !failed {
		if bytes.Equal(status, []byte("+")) && len(a.pending) > 0 {
			a.pending = append(a.pending[:0], a.pending[1:]...)
			return
		}
		a.unexpected(false, "reply without a status", string(line))
		a.violate(fmt.Sprintf("reply without a status [%s]", line[:min(len(line), 100)]))
		return
	}
	if a.ev.POP3Reply != nil {
		a.ev.POP3Reply(a.c, false, map[bool]string{true: "OK", false: "ERR"}[ok], string(rest))
	}
	if !a.greeted {
		a.greeted = true
		return
	}
	if len(a.pending) == 0 {
		a.unexpected(false, "unexpected reply", string(line))
		return
	}
	command := a.pending[0]
	a.pending = append(a.pending[:0], a.pending[1:]...)
	a.confirm()
	a.answered(command, ok)
}

// answered does what the reply to a command brings about.
func (a *pop3Analyzer) answered(command pop3Command, ok bool) {
	switch command.name {
	case "PASS", "APOP", "AUTH", "**":
		if command.name == "AUTH" && command.lines {
			a.auth = "" // it was a question
			break
		}
		a.auth = ""
		event := a.ev.POP3LoginFailure
		if ok {
			event = a.ev.POP3LoginSuccess
		}
		if event != nil {
			event(a.c, false, a.user, a.password)
		}
	case "STLS":
		if ok {
			a.startTLS()
		}
	}
	if !ok || !command.lines {
		return
	}
	a.many = true
	a.dots = dotReader{out: a.dots.out[:0]}
	if command.name == "RETR" || command.name == "TOP" {
		a.mail = newMail(a.base, false)
	}
}

func (a *pop3Analyzer) replyData(data []byte) {
	if a.mail != nil {
		a.mail.write(data)
	}
	if a.ev.POP3Data != nil {
		a.data.each(data, func(line []byte) { a.ev.POP3Data(a.c, false, line) })
	}
}

// endReply ends a reply of many lines, which need not be whole.
func (a *pop3Analyzer) endReply() {
	if !a.many {
		return
	}
	a.many = false
	if rest := a.data.drop(); len(rest) > 0 && a.ev.POP3Data != nil {
		a.ev.POP3Data(a.c, false, rest)
	}
	if a.mail != nil {
		a.mail.end()
		a.mail = nil
	}
}

func (a *pop3Analyzer) unexpected(orig bool, msg, detail string) {
	if a.ev.POP3Unexpected != nil {
		a.ev.POP3Unexpected(a.c, orig, msg, detail)
	}
}

// startTLS hands the connection over to TLS (RFC 2595).
func (a *pop3Analyzer) startTLS() {
	a.stopped = true
	a.secure(&a.lines[side(true)], a.ev.POP3StartTLS)
}
