package analyzer

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"brig/bro/files"
	"brig/bro/packet"
)

// FTPEvents are raised by the analyzer of FTP's control connection (RFC 959).
type FTPEvents struct {
	// FTPRequest: command in upper case.
	FTPRequest func(c *packet.Conn, command, arg string)
	// FTPReply: cont says that other lines of the reply come. A line between the
	// first and the last has code 0 and is given whole.
	FTPReply func(c *packet.Conn, code uint64, msg string, cont bool)
	// FTPStartTLS: the connection is encrypted from here on.
	FTPStartTLS func(c *packet.Conn)
}

// MaxFTPCommand is the longest command that is looked at.
const MaxFTPCommand = 100

func ftpProtocol() *protocol {
	return &protocol{
		name:      "FTP",
		component: componentFTP,
		ports:     tcpPorts(21, 2811),
		newStream: func(b base) streamAnalyzer { return &ftpAnalyzer{base: b} },
		detect:    detectFTP,
	}
}

// detectFTP looks for a login: USER, and after the greeting the answer to it.
func detectFTP(orig bool, head []byte) match {
	if orig {
		return anyLine(head, func(line []byte) bool {
			command, arg := word(line)
			return len(arg) > 0 && bytes.EqualFold(command, []byte("USER"))
		})
	}
	code, _, _, ok := replyCode(head)
	if len(head) >= 4 && (!ok || code != 120 && code != 220) {
		return no
	}
	return anyLine(head, func(line []byte) bool {
		code, _, _, ok := replyCode(line)
		return ok && (code == 230 || code == 331)
	})
}

// anyLine looks for a line among the whole ones.
func anyLine(head []byte, is func(line []byte) bool) match {
	for {
		line, rest, whole := bytes.Cut(head, []byte{'\n'})
		if !whole {
			return maybe
		}
		if is(bytes.TrimSuffix(line, []byte{'\r'})) {
			return yes
		}
		head = rest
	}
}

type ftpAnalyzer struct {
	base
	lines     [2]textLines // responder, originator
	auth      string       // what the client wants to secure the connection with
	multiline uint64       // code of a reply whose last line has not come
	asked     bool         // there was a command
	answered  bool         // there was a reply
	stopped   bool
	gss       streamAnalyzer // of TLS within the lines, nil for none
}

func (a *ftpAnalyzer) stream(orig bool, data []byte) {
	if a.c.Partial() {
		return
	}
	for len(data) > 0 && !a.stopped {
		line, rest, ok := a.lines[side(orig)].line(a.base, data)
		data = rest
		if !ok {
			return
		}
		if orig {
			a.request(line)
		} else {
			a.reply(line)
		}
	}
	a.pass(orig, data)
}

func (a *ftpAnalyzer) gap(orig bool, n uint64) {
	a.lines[side(orig)].gap()
	if !orig {
		a.multiline = 0
	}
}

func (a *ftpAnalyzer) end(orig bool) {}

func (a *ftpAnalyzer) done() {
	if a.gss != nil {
		a.gss.done()
	}
}

func (a *ftpAnalyzer) request(line []byte) {
	word, rest := word(line)
	if len(word) > MaxFTPCommand {
		a.weird("FTP_max_command_length_exceeded", fmt.Sprintf("%d > %d", len(word), MaxFTPCommand))
		a.c.NoteLimit(true)
		return
	}
	command, arg := upper(string(word)), string(rest)
	if command == "" {
		command = "<missing>"
	}
	a.asked = true
	if a.answered {
		a.confirm()
	}
	if command == "AUTH" {
		a.auth = upper(strings.TrimSpace(arg))
	}
	if a.ev.FTPRequest != nil {
		a.ev.FTPRequest(a.c, command, arg)
	}
	if command == "ADAT" {
		a.token(true, arg)
	}
}

// reply handles a line of a reply. One of several lines begins with its code
// and "-" and ends with a line that begins with the code and a blank.
func (a *ftpAnalyzer) reply(line []byte) {
	code, sep, text, ok := replyCode(line)
	switch {
	case a.multiline != 0 && (!ok || code != a.multiline || sep != ' ' && sep != 0):
		code, text = 0, line
	case a.multiline != 0:
		a.multiline = 0
	case !ok:
		a.violate(fmt.Sprintf("non-numeric reply code [%s]", line))
		return
	case sep == '-':
		a.multiline = code
	case sep != ' ' && sep != 0:
		a.violate(fmt.Sprintf("invalid reply line [%s]", line))
		return
	}
	if code != 0 {
		a.answered = true
		if a.asked {
			a.confirm()
		}
	}
	if a.ev.FTPReply != nil {
		a.ev.FTPReply(a.c, code, string(bytes.TrimLeft(text, " \t")), a.multiline != 0)
	}
	if code == 335 || code == 235 {
		if _, token, ok := bytes.Cut(text, []byte("ADAT=")); ok {
			a.token(false, string(token))
		}
	}
	if code == 234 && a.multiline == 0 && a.auth != "" && a.auth != "GSSAPI" {
		a.startTLS()
	}
}

// startTLS hands the connection over to TLS (RFC 4217).
func (a *ftpAnalyzer) startTLS() {
	a.stopped = true
	early := a.lines[side(true)].drop()
	if a.ev.FTPStartTLS != nil {
		a.ev.FTPStartTLS(a.c)
	}
	if a.handOver("SSL") {
		a.pass(true, early)
	}
}

// token takes a piece of the exchange that GSSAPI does within the lines
// (RFC 2228). With the certificates of grids it is a TLS handshake.
func (a *ftpAnalyzer) token(orig bool, encoded string) {
	if a.auth != "GSSAPI" {
		return
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		a.weird("bad_ftp_adat_encoding", "")
		return
	}
	if a.gss == nil {
		p := a.s.protocol("SSL")
		if !orig || p.off || detectSSL(true, b) != yes {
			return // Kerberos, or nobody to look
		}
		a.s.aid++
		a.gss = p.newStream(base{a.s, a.ev, a.c, &instance{proto: p, aid: a.s.aid}})
	}
	a.s.Hooks.EnterComponent(componentSSL)
	a.gss.stream(orig, b)
	a.s.Hooks.LeaveComponent(componentSSL)
}

// ftpDataProtocol analyzes the connections that carry FTP's files. There is no
// telling them but by what was said on the control connection.
func ftpDataProtocol() *protocol {
	return &protocol{
		name:      "FTP_DATA",
		component: componentFTPData,
		newStream: func(b base) streamAnalyzer { return &ftpDataAnalyzer{base: b} },
	}
}

type ftpDataAnalyzer struct {
	base
	files [2]*files.File
	asked [2]bool // for the file
}

func (a *ftpDataAnalyzer) file(orig bool) *files.File {
	s := side(orig)
	if !a.asked[s] {
		a.asked[s] = true
		a.files[s] = a.s.Files.Open("FTP_DATA", a.c, orig)
	}
	return a.files[s]
}

func (a *ftpDataAnalyzer) stream(orig bool, data []byte) {
	if f := a.file(orig); f != nil {
		a.s.Hooks.EnterComponent(componentFiles)
		f.Write(data)
		a.s.Hooks.LeaveComponent(componentFiles)
	}
}

func (a *ftpDataAnalyzer) gap(orig bool, n uint64) {
	if f := a.file(orig); f != nil {
		f.Skip(n)
	}
}

func (a *ftpDataAnalyzer) end(orig bool) {
	if f := a.files[side(orig)]; f != nil {
		f.Close()
		a.files[side(orig)] = nil
	}
}

func (a *ftpDataAnalyzer) done() {
	a.end(true)
	a.end(false)
}
