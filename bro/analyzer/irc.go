package analyzer

import (
	"bytes"
	"net/netip"
	"strconv"
	"strings"

	"brig/bro/packet"
)

// IRCEvents are raised by the IRC analyzer (RFC 1459, 2812). A prefix is who a
// message comes from, as "nick!user@host"; clients send none. Most of the texts
// are given as Bro gives them: some with the ":" that begins a last parameter.
type IRCEvents struct {
	// Messages that have no event of their own: of clients, of servers, and
	// replies with their number.
	IRCRequest func(c *packet.Conn, isOrig bool, prefix, command, arguments string)
	IRCMessage func(c *packet.Conn, isOrig bool, prefix, command, message string)
	IRCReply   func(c *packet.Conn, isOrig bool, prefix string, code uint64, params string)

	// Commands.
	IRCPassword func(c *packet.Conn, isOrig bool, password string)
	IRCNick     func(c *packet.Conn, isOrig bool, who, newNick string)
	IRCUser     func(c *packet.Conn, isOrig bool, user, host, server, realName string)
	IRCOper     func(c *packet.Conn, isOrig bool, user, password string)
	IRCQuit     func(c *packet.Conn, isOrig bool, nick, message string)
	IRCSquit    func(c *packet.Conn, isOrig bool, prefix, server, message string)
	IRCJoin     func(c *packet.Conn, isOrig bool, list []IRCJoin)
	IRCPart     func(c *packet.Conn, isOrig bool, nick string, channels []string, message string)
	IRCMode     func(c *packet.Conn, isOrig bool, prefix, params string)
	IRCInvite   func(c *packet.Conn, isOrig bool, prefix, nick, channel string)
	IRCKick     func(c *packet.Conn, isOrig bool, prefix, channels, users, comment string)
	IRCPrivmsg  func(c *packet.Conn, isOrig bool, source, target, message string)
	IRCNotice   func(c *packet.Conn, isOrig bool, source, target, message string)
	IRCSquery   func(c *packet.Conn, isOrig bool, source, target, message string)
	IRCDCC      func(c *packet.Conn, isOrig bool, m *IRCDCC)
	IRCWho      func(c *packet.Conn, isOrig bool, mask string, oper bool)
	IRCWhois    func(c *packet.Conn, isOrig bool, server, users string)
	IRCError    func(c *packet.Conn, isOrig bool, prefix, message string)

	// Replies.
	IRCNetworkInfo       func(c *packet.Conn, isOrig bool, users, services, servers uint64)
	IRCServerInfo        func(c *packet.Conn, isOrig bool, users, services, servers uint64)
	IRCChannelInfo       func(c *packet.Conn, isOrig bool, channels uint64)
	IRCGlobalUsers       func(c *packet.Conn, isOrig bool, prefix, message string)
	IRCWhoLine           func(c *packet.Conn, isOrig bool, w *IRCWhoLine)
	IRCNamesInfo         func(c *packet.Conn, isOrig bool, kind, channel string, users []string)
	IRCWhoisUserLine     func(c *packet.Conn, isOrig bool, nick, user, host, realName string)
	IRCWhoisOperatorLine func(c *packet.Conn, isOrig bool, nick string)
	IRCWhoisChannelLine  func(c *packet.Conn, isOrig bool, nick string, channels []string)
	IRCChannelTopic      func(c *packet.Conn, isOrig bool, channel, topic string)
	IRCOperResponse      func(c *packet.Conn, isOrig, gotOper bool)
	IRCInvalidNick       func(c *packet.Conn, isOrig bool)

	// IRCStartTLS: the rest is TLS.
	IRCStartTLS func(c *packet.Conn)
	// IRCDCCSendAck: who gets a file says how many bytes have come.
	IRCDCCSendAck func(c *packet.Conn, received uint64)
}

// IRCJoin is Bro's record irc_join_info.
type IRCJoin struct{ Nick, Channel, Password, UserMode string }

// IRCDCC is an offer to connect directly. Port and Size are 0 if it does not
// tell them.
type IRCDCC struct {
	Prefix, Target, Type, Argument string
	Addr                           netip.Addr
	Port, Size                     uint64
}

// IRCWhoLine is a line of the reply to WHO.
type IRCWhoLine struct {
	Target, Channel, User, Host, Server, Nick, Params string
	Hops                                              uint64
	RealName                                          string
}

// Limits of the IRC analyzer.
const (
	// MaxIRCLine is the longest message (RFC 2812 2.3), without its end. What
	// exceeds it is cut off.
	MaxIRCLine = 512
	// maxIRCPiece is how much of a line without an end is kept.
	maxIRCPiece = 1000
	// MaxIRCBadLines is how many lines may make no sense before the analyzer
	// gives up.
	MaxIRCBadLines = 20
)

func ircProtocol() *protocol {
	return &protocol{
		name:      "IRC",
		component: componentIRC,
		ports:     tcpPorts(6666, 6667, 6668, 6669),
		newStream: func(b base) streamAnalyzer {
			a := &ircAnalyzer{base: b}
			a.sides[0].max, a.sides[1].max = maxIRCPiece, maxIRCPiece
			return a
		},
		detect: detectIRC,
	}
}

// detectIRC recognizes a client by the commands that register it, in either
// order, and a server by a reply or notice.
func detectIRC(orig bool, head []byte) match {
	var nick, user bool
	for len(head) > 0 {
		line, rest, whole := bytes.Cut(head, []byte{'\n'})
		if !whole {
			break
		}
		head = rest
		if !orig && bytes.HasPrefix(line, []byte{':'}) {
			_, line, _ = bytes.Cut(line, []byte{' '})
		}
		word, _, _ := bytes.Cut(bytes.TrimRight(line, "\r"), []byte{' '})
		switch command := upper(string(word)); {
		case orig && command == "NICK":
			nick = true
		case orig && command == "USER":
			user = true
		case orig && (command == "PASS" || command == "CAP" || command == ""):
		case !orig && (command == "NOTICE" || isIRCNumber(command)):
			return yes
		case !orig && (command == "CAP" || command == "PING"):
		default:
			return no
		}
		if nick && user {
			return yes
		}
	}
	return maybe
}

func isIRCNumber(s string) bool {
	return len(s) == 3 && strings.Trim(s, "0123456789") == ""
}

type ircAnalyzer struct {
	base
	sides   [2]lineReader // responder, originator
	bad     int           // lines that made no sense
	stopped bool
}

func (a *ircAnalyzer) end(bool) {}
func (a *ircAnalyzer) done()    {}

func (a *ircAnalyzer) gap(orig bool, n uint64) { a.sides[side(orig)].gap() }

func (a *ircAnalyzer) stream(orig bool, data []byte) {
	l := &a.sides[side(orig)]
	for !a.stopped && !a.f.disabled {
		line, rest, ok := l.next(data)
		if !ok {
			return
		}
		if l.over {
			a.weird("contentline_size_exceeded", "")
		}
		if a.line(orig, string(line)) {
			a.startTLS(orig, rest)
			return
		}
		data = rest
	}
}

func (a *ircAnalyzer) startTLS(orig bool, rest []byte) {
	a.stopped = true
	if a.ev.IRCStartTLS != nil {
		a.ev.IRCStartTLS(a.c)
	}
	if !a.handOver("SSL") {
		return
	}
	a.pass(!orig, a.sides[side(!orig)].kept())
	a.pass(orig, rest)
}

// badLine counts a line that makes no sense.
func (a *ircAnalyzer) badLine(weird string) {
	a.weird(weird, "")
	if a.bad++; a.bad > MaxIRCBadLines {
		a.violate("too many bad lines")
		a.stopped = true
	}
}

// line takes a line and reports whether TLS follows.
func (a *ircAnalyzer) line(orig bool, line string) (tls bool) {
	if len(line) == 0 {
		return false
	}
	if len(line) > MaxIRCLine {
		a.weird("irc_line_size_exceeded", "")
		line = line[:MaxIRCLine]
	}
	if len(line) < 3 {
		a.badLine("irc_line_too_short")
		return false
	}
	m := ircMessage{a: a, orig: orig}
	if line[0] == ':' {
		prefix, rest, ok := strings.Cut(line[1:], " ")
		if !ok {
			a.badLine("irc_invalid_line")
			return false
		}
		m.prefix, line = prefix, rest
	}
	command, params, _ := strings.Cut(strings.TrimLeft(line, " "), " ")
	m.params = strings.TrimLeft(params, " ") // some send more blanks than one
	switch {
	case isIRCNumber(command):
		a.confirm()
		code, _ := strconv.ParseUint(command, 10, 16)
		return m.reply(code)
	case command != "" && '0' <= command[0] && command[0] <= '9':
		a.badLine("irc_invalid_reply_number")
	case command == "" || strings.Trim(upper(command), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || len(command) > 20:
		a.badLine("irc_invalid_command")
	default:
		a.confirm()
		m.command(upper(command))
	}
	return false
}
