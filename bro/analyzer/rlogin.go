package analyzer

import (
	"bytes"
	"fmt"
	"strings"

	"brig/bro/packet"
)

// This file has the analyzers of Rlogin (RFC 1282) and Rsh, which begin with
// texts that say who wants what.

func rloginProtocol() *protocol {
	return &protocol{
		name:      "RLOGIN",
		component: componentRlogin,
		newStream: func(b base) streamAnalyzer { return &rloginAnalyzer{login: login{base: b}} },
	}
}

func rshProtocol() *protocol {
	return &protocol{
		name:      "RSH",
		component: componentRSH,
		newStream: func(b base) streamAnalyzer { return &rshAnalyzer{login: login{base: b}} },
	}
}

func call(f func(*packet.Conn, string), c *packet.Conn, s string) {
	if f != nil {
		f(c, s)
	}
}

// A prolog collects the texts, each with a zero byte behind it, that a client
// begins with.
type prolog struct {
	texts []string
	buf   []byte
}

// add takes data up to the n-th text. done says that all are there, and rest
// what follows them.
func (p *prolog) add(data []byte, n int) (rest []byte, done bool) {
	for len(p.texts) < n {
		i := bytes.IndexByte(data, 0)
		if i < 0 {
			p.buf = append(p.buf, data...)
			return nil, false
		}
		p.texts = append(p.texts, string(append(p.buf, data[:i]...)))
		p.buf, data = nil, data[i+1:]
	}
	return data, true
}

type rloginAnalyzer struct {
	login
	prolog  prolog
	said    bool // who logs in
	lines   [2]loginLine
	started bool // the server has
	stopped bool
}

func (a *rloginAnalyzer) end(bool) {}
func (a *rloginAnalyzer) done()    {}

func (a *rloginAnalyzer) gap(orig bool, n uint64) {
	a.lines[side(orig)] = loginLine{}
	if a.stopped = a.stopped || !a.said; a.state == LoginAuthenticate && !a.stopped {
		a.confused("gap", "")
	}
}

func (a *rloginAnalyzer) stream(orig bool, data []byte) {
	if a.stopped {
		return
	}
	if orig && !a.said {
		// A zero byte, and three texts.
		if data, a.said = a.prolog.add(data, 4); !a.said {
			if len(a.prolog.buf) > MaxLoginLine {
				a.weird("rlogin_line_size_exceeded", fmt.Sprint(len(a.prolog.buf)))
				a.stopped = true
			}
			return
		}
		t := a.prolog.texts
		if t[0] != "" {
			a.stopped = true
			a.violate("rlogin without a zero byte at its beginning")
			return
		}
		a.confirm()
		a.clientUser, a.user, a.known = t[1], t[2], true
		terminal, _, _ := strings.Cut(t[3], "/")
		call(a.ev.LoginTerminal, a.c, terminal)
	}
	if !orig && !a.started && len(data) > 0 {
		a.started = true
		data = bytes.TrimPrefix(data, []byte{0})
	}
	l := &a.lines[side(orig)]
	for _, b := range data {
		whole, over := l.add(b)
		if over {
			a.weird("rlogin_line_size_exceeded", fmt.Sprint(MaxLoginLine))
		}
		if !whole && !over {
			continue
		}
		if line := l.take(); orig {
			a.fromClient(line)
		} else {
			a.fromServer(line)
		}
	}
}

type rshAnalyzer struct {
	login
	prolog  prolog
	said    bool // what is wanted
	started bool // the server has
	lines   [2]lineReader
	stopped bool
}

func (a *rshAnalyzer) end(bool) {}
func (a *rshAnalyzer) done()    {}

func (a *rshAnalyzer) gap(orig bool, n uint64) {
	a.stopped = a.stopped || !a.said
	a.lines[side(orig)].gap()
}

func (a *rshAnalyzer) stream(orig bool, data []byte) {
	if a.stopped {
		return
	}
	if orig && !a.said {
		// The port for errors, who asks, who is asked for, and the command.
		if data, a.said = a.prolog.add(data, 4); !a.said {
			if len(a.prolog.buf) > MaxLoginLine {
				a.weird("rsh_line_size_exceeded", fmt.Sprint(len(a.prolog.buf)))
				a.stopped = true
			}
			return
		}
		t := a.prolog.texts
		if strings.Trim(t[0], "0123456789") != "" || len(t[0]) > 5 {
			a.stopped = true
			a.violate("rsh without a port at its beginning")
			return
		}
		a.confirm()
		a.clientUser, a.user = t[1], t[2]
		a.request(t[3], true)
	}
	if !orig && !a.started && len(data) > 0 {
		a.started = true
		data = bytes.TrimPrefix(data, []byte{0})
	}
	l := &a.lines[side(orig)]
	l.max = MaxLoginLine
	for {
		line, rest, ok := l.next(data)
		if !ok {
			return
		}
		if l.over {
			a.weird("rsh_line_size_exceeded", fmt.Sprint(MaxLoginLine))
		}
		if orig {
			a.request(string(line), false)
		} else if a.ev.RSHReply != nil {
			a.ev.RSHReply(a.c, a.clientUser, a.user, string(line))
		}
		data = rest
	}
}

func (a *rshAnalyzer) request(line string, newSession bool) {
	if a.ev.RSHRequest != nil {
		a.ev.RSHRequest(a.c, a.clientUser, a.user, line, newSession)
	}
}
