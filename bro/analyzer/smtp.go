package analyzer

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"brig/bro/packet"
)

// SMTPEvents are raised by the SMTP analyzer (RFC 5321).
type SMTPEvents struct {
	// SMTPRequest: command in upper case; "(UNKNOWN)" with the whole line as its
	// argument, "." for the end of a mail, "**" for an answer of the client while
	// it logs in.
	SMTPRequest func(c *packet.Conn, isOrig bool, command, arg string)
	// SMTPReply: cmd is the command that is answered, ">" for the begin of the
	// connection; cont says that other lines of the reply come.
	SMTPReply func(c *packet.Conn, isOrig bool, code uint64, cmd, msg string, cont bool)
	// SMTPData: a line of a mail, without its end.
	SMTPData       func(c *packet.Conn, isOrig bool, data []byte)
	SMTPUnexpected func(c *packet.Conn, isOrig bool, msg, detail string)
	// SMTPStartTLS: the connection is encrypted from here on.
	SMTPStartTLS func(c *packet.Conn)
}

const (
	// maxSMTPPending bounds the commands that wait for a reply; of more, the
	// oldest are forgotten.
	maxSMTPPending = 1000

	smtpUnknown = "(UNKNOWN)"
	smtpGreets  = ">"
	smtpEnd     = "."
	smtpAnswer  = "**"
)

// smtpCommands are what clients may say.
var smtpCommands = [...]string{"EHLO", "HELO", "MAIL", "RCPT", "DATA", "QUIT", "RSET", "VRFY", "EXPN", "HELP", "NOOP", "STARTTLS", "BDAT",
	"SEND", "SOML", "SAML", "TURN", "AUTH", "ETRN", "X-ANONYMOUSTLS"}

func smtpProtocol() *protocol {
	return &protocol{
		name:      "SMTP",
		component: componentSMTP,
		ports:     tcpPorts(25, 587),
		newStream: func(b base) streamAnalyzer { return &smtpAnalyzer{base: b, pending: []string{smtpGreets}} },
		detect:    detectSMTP,
	}
}

// detectSMTP looks for HELO or EHLO, and after the greeting the answer to it.
func detectSMTP(orig bool, head []byte) match {
	if orig {
		return anyLine(head, func(line []byte) bool {
			command, _ := word(line)
			return bytes.EqualFold(command, []byte("HELO")) || bytes.EqualFold(command, []byte("EHLO"))
		})
	}
	if code, _, _, ok := replyCode(head); len(head) >= 4 && (!ok || code != 220) {
		return no
	}
	return anyLine(head, func(line []byte) bool {
		code, _, _, ok := replyCode(line)
		return ok && code == 250
	})
}

type smtpMode uint8

const (
	smtpCommand smtpMode = iota
	smtpWaits            // DATA was said and not answered
	smtpMail             // lines of a mail
	smtpChunk            // bytes of a mail (RFC 3030)
	smtpLogin            // answers while logging in
)

type smtpAnalyzer struct {
	base
	lines   [2]textLines // responder, originator
	mode    smtpMode
	pending []string // commands without a reply, from the oldest
	mail    *mail
	dots    dotReader
	data    textLines // of the mail, for SMTPData
	chunk   int64     // bytes left of it
	last    bool      // the chunk ends the mail
	stopped bool
}

func (a *smtpAnalyzer) stream(orig bool, data []byte) {
	if a.c.Partial() {
		return
	}
	for len(data) > 0 && !a.stopped {
		if orig && a.mode == smtpWaits {
			a.beginMail() // the answer was not seen, or this would not come
		}
		switch {
		case orig && a.mode == smtpMail:
			text, rest, end := a.dots.next(data)
			a.mailData(text)
			if end {
				a.endMail()
				a.request(smtpEnd, ".")
			}
			data = rest
		case orig && a.mode == smtpChunk:
			n := int(min(a.chunk, int64(len(data))))
			a.mailData(data[:n])
			data = data[n:]
			if a.chunk -= int64(n); a.chunk == 0 {
				a.endChunk()
			}
		default:
			data = a.line(orig, data)
		}
	}
	a.pass(orig, data)
}

// line takes a line from data and returns the rest.
func (a *smtpAnalyzer) line(orig bool, data []byte) []byte {
	line, rest, ok := a.lines[side(orig)].line(a.base, data)
	switch {
	case !ok:
	case orig:
		a.command(line)
	default:
		a.reply(line)
	}
	return rest
}

func (a *smtpAnalyzer) gap(orig bool, n uint64) {
	switch {
	case !orig:
		a.pending = a.pending[:0] // it is not known which of them were answered
	case a.mode == smtpMail:
		a.mail.gap(n)
		a.dots.gap()
		a.data.drop()
		return
	case a.mode == smtpChunk:
		missing := min(n, uint64(a.chunk))
		a.mail.gap(missing)
		a.data.drop()
		if a.chunk -= int64(missing); a.chunk == 0 {
			a.endChunk()
		}
		if missing == n {
			return
		}
	}
	a.lines[side(orig)].gap()
}

func (a *smtpAnalyzer) end(orig bool) {
	if orig {
		a.endMail()
	}
}

func (a *smtpAnalyzer) done() { a.endMail() }

// command handles a line of the client.
func (a *smtpAnalyzer) command(line []byte) {
	if a.mode == smtpLogin {
		a.request(smtpAnswer, string(line))
		return
	}
	verb, rest := word(line)
	command, arg := upper(string(verb)), string(rest)
	known := false
	for _, c := range smtpCommands {
		known = known || c == command
	}
	if !known {
		a.unexpected(true, "unknown command", string(verb))
		a.request(smtpUnknown, string(line))
		return
	}
	a.request(command, arg)
	switch command {
	case "HELO", "EHLO", "RSET":
		a.endMail()
	case "DATA":
		a.mode = smtpWaits
	case "AUTH":
		a.mode = smtpLogin
	case "BDAT":
		a.beginChunk(arg)
	}
}

func (a *smtpAnalyzer) request(command, arg string) {
	if len(a.pending) == maxSMTPPending {
		a.pending = append(a.pending[:0], a.pending[1:]...)
	}
	a.pending = append(a.pending, command)
	if a.ev.SMTPRequest != nil {
		a.ev.SMTPRequest(a.c, true, command, arg)
	}
}

// reply handles a line of a reply. All lines but the last have "-" after the
// code.
func (a *smtpAnalyzer) reply(line []byte) {
	code, sep, text, ok := replyCode(line)
	if !ok {
		a.unexpected(false, "reply without a code", string(line))
		a.violate(fmt.Sprintf("reply without a code [%s]", line[:min(len(line), 100)]))
		return
	}
	command, cont := smtpUnknown, sep == '-'
	if len(a.pending) > 0 {
		command = a.pending[0]
		if !cont {
			a.pending = append(a.pending[:0], a.pending[1:]...)
		}
	} else {
		a.unexpected(false, "unexpected reply", string(line))
	}
	if a.ev.SMTPReply != nil {
		a.ev.SMTPReply(a.c, false, code, command, string(text), cont)
	}
	if !cont {
		a.answered(command, code)
	}
}

// answered does what the reply to a command brings about.
func (a *smtpAnalyzer) answered(command string, code uint64) {
	switch command {
	case "HELO", "EHLO":
		if code == 250 {
			a.confirm()
		}
	case "DATA":
		switch {
		case a.mode != smtpWaits:
		case code == 354:
			a.beginMail()
		default:
			a.mode = smtpCommand
		}
	case "AUTH", smtpAnswer:
		if a.mode == smtpLogin && code != 334 {
			a.mode = smtpCommand
		}
	case "STARTTLS", "X-ANONYMOUSTLS":
		if code == 220 {
			a.startTLS()
		}
	}
}

func (a *smtpAnalyzer) unexpected(orig bool, msg, detail string) {
	if a.ev.SMTPUnexpected != nil {
		a.ev.SMTPUnexpected(a.c, orig, msg, detail)
	}
}

// startTLS hands the connection over to TLS (RFC 3207).
func (a *smtpAnalyzer) startTLS() {
	a.stopped = true
	a.secure(&a.lines[side(true)], a.ev.SMTPStartTLS)
}

func (a *smtpAnalyzer) beginMail() {
	a.endMail()
	a.mode = smtpMail
	a.dots = dotReader{out: a.dots.out[:0]}
	a.mail = newMail(a.base, true)
}

func (a *smtpAnalyzer) mailData(data []byte) {
	a.mail.write(data)
	if a.ev.SMTPData != nil {
		a.data.each(data, func(line []byte) { a.ev.SMTPData(a.c, true, line) })
	}
}

// endMail ends the mail at work, if there is one.
func (a *smtpAnalyzer) endMail() {
	if a.mail == nil {
		return
	}
	if rest := a.data.drop(); len(rest) > 0 && a.ev.SMTPData != nil {
		a.ev.SMTPData(a.c, true, rest)
	}
	if a.chunk > 0 {
		a.weird("smtp_bdat_remaining_at_end_data", "")
	}
	a.mail.end()
	a.mail, a.chunk, a.mode = nil, 0, smtpCommand
}

// beginChunk handles BDAT, whose argument says how many bytes follow and whether
// they are the mail's last.
func (a *smtpAnalyzer) beginChunk(arg string) {
	size, rest, _ := strings.Cut(arg, " ")
	rest = strings.TrimSpace(rest)
	n, err := strconv.ParseUint(size, 10, 64)
	last := strings.EqualFold(rest, "LAST")
	switch {
	case err != nil && n == 0:
		a.weird("smtp_invalid_bdat_command", "BDAT not followed by a valid chunk-size")
		return
	case rest != "" && !last:
		a.weird("smtp_invalid_bdat_command", "BDAT chunk-size followed by junk")
		return
	case n > math.MaxInt64:
		a.weird("smtp_huge_bdat_chunk", strconv.FormatUint(n, 10))
		n = math.MaxInt64
	}
	if a.mail == nil {
		a.mail = newMail(a.base, true)
	}
	a.chunk, a.last = int64(n), last
	if n == 0 {
		a.endChunk()
		return
	}
	a.mode = smtpChunk
}

func (a *smtpAnalyzer) endChunk() {
	a.mode = smtpCommand
	if a.last {
		a.endMail()
	}
}
