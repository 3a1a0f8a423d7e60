package analyzer

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"brig/bro/packet"
)

// This file takes the messages of IRC apart.

// An ircMessage is a line without its command or number.
type ircMessage struct {
	a      *ircAnalyzer
	orig   bool
	prefix string
	params string
}

// nick is the first part of the prefix.
func (m *ircMessage) nick() string {
	nick, _, _ := strings.Cut(m.prefix, "!")
	return nick
}

// words are the parameters, whatever the ":" of the last says.
func (m *ircMessage) words() []string {
	return strings.FieldsFunc(m.params, func(r rune) bool { return r == ' ' })
}

// last is a last parameter without its ":", and blanks before it.
func last(s string) string { return strings.TrimPrefix(strings.TrimLeft(s, " "), ":") }

// cutLast takes text apart at its last parameter: the first " :".
func cutLast(s string) (before, text string) {
	if strings.HasPrefix(s, ":") {
		return "", s[1:]
	}
	before, text, _ = strings.Cut(s, " :")
	return before, text
}

// ircParam is the i-th, or none.
func ircParam(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}

func number(s string) uint64 {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0
	}
	return n
}

// countBefore is the number before a word.
func countBefore(words []string, what string) uint64 {
	for i, w := range words {
		if i > 0 && w == what {
			return number(last(words[i-1]))
		}
	}
	return 0
}

// The replies that have an event of their own (RFC 2812 5).
const (
	ircLuserClient    = 251
	ircLuserChannels  = 254
	ircLuserMe        = 255
	ircGlobalUsers    = 266
	ircWhoisUser      = 311
	ircWhoisOperator  = 313
	ircWhoisChannels  = 319
	ircTopic          = 332
	ircWhoReply       = 352
	ircNamReply       = 353
	ircYoureOper      = 381
	ircErroneousNick  = 432
	ircNickInUse      = 433
	ircNickCollision  = 436
	ircNoOperHost     = 491
	ircStartTLSCanGo  = 670 // https://ircv3.net/specs/deprecated/tls
	ircWhoReplyWords  = 8
	ircNamReplyWords  = 3
	ircWhoisUserWords = 5
)

// reply takes a reply with its number and reports whether TLS follows.
func (m *ircMessage) reply(code uint64) (tls bool) {
	ev, c, orig := m.a.ev, m.a.c, m.orig
	switch code {
	case ircLuserClient, ircLuserMe:
		f, users := ev.IRCNetworkInfo, "users"
		if code == ircLuserMe {
			f, users = ev.IRCServerInfo, "clients"
		}
		if f != nil {
			w := m.words()
			f(c, orig, countBefore(w, users), countBefore(w, "services"), countBefore(w, "servers"))
		}
	case ircLuserChannels:
		if ev.IRCChannelInfo != nil {
			ev.IRCChannelInfo(c, orig, countBefore(m.words(), ":channels"))
		}
	case ircGlobalUsers:
		m.globalUsers()
	case ircWhoisUser:
		if ev.IRCWhoisUserLine == nil {
			break
		}
		w := m.words()
		if len(w) < ircWhoisUserWords {
			m.a.badLine("irc_invalid_whois_user_line")
			break
		}
		_, name := cutLast(m.params)
		ev.IRCWhoisUserLine(c, orig, w[1], w[2], w[3], name)
	case ircWhoisOperator:
		w := m.words()
		if len(w) < 2 {
			m.a.badLine("irc_invalid_whois_operator_line")
		} else if ev.IRCWhoisOperatorLine != nil {
			ev.IRCWhoisOperatorLine(c, orig, w[1])
		}
	case ircWhoisChannels:
		// Bro takes the asker for who is asked about.
		w := m.words()
		if len(w) < 3 {
			m.a.badLine("irc_invalid_whois_channel_line")
		} else if ev.IRCWhoisChannelLine != nil {
			ev.IRCWhoisChannelLine(c, orig, w[0], w[1:])
		}
	case ircTopic:
		before, topic := cutLast(m.params)
		if w := strings.Fields(before); len(w) < 2 {
			m.a.badLine("irc_invalid_topic_reply")
		} else if ev.IRCChannelTopic != nil {
			ev.IRCChannelTopic(c, orig, w[1], topic)
		}
	case ircWhoReply:
		m.whoLine()
	case ircNamReply:
		m.names()
	case ircYoureOper, ircNoOperHost:
		if ev.IRCOperResponse != nil {
			ev.IRCOperResponse(c, orig, code == ircYoureOper)
		}
	case ircErroneousNick, ircNickInUse, ircNickCollision:
		if ev.IRCInvalidNick != nil {
			ev.IRCInvalidNick(c, orig)
		}
	case ircStartTLSCanGo:
		return !orig
	default:
		if ev.IRCReply != nil {
			ev.IRCReply(c, orig, m.prefix, code, m.params)
		}
	}
	return false
}

// globalUsers takes "nick 1 2 :text": what is called a prefix is the nick with
// the blank behind it.
func (m *ircMessage) globalUsers() {
	i := strings.IndexByte(m.params, ' ')
	if i < 0 {
		m.a.badLine("invalid_irc_global_users_reply")
		return
	}
	_, text, ok := strings.Cut(m.params[i+1:], ":")
	if !ok {
		m.a.badLine("invalid_irc_global_users_reply")
		return
	}
	if f := m.a.ev.IRCGlobalUsers; f != nil {
		f(m.a.c, m.orig, m.params[:i+1], text)
	}
}

func (m *ircMessage) whoLine() {
	f := m.a.ev.IRCWhoLine
	if f == nil {
		return
	}
	w := m.words()
	if len(w) < ircWhoReplyWords {
		m.a.badLine("irc_invalid_who_line")
		return
	}
	f(m.a.c, m.orig, &IRCWhoLine{
		Target: w[0], Channel: w[1], User: w[2], Host: w[3], Server: w[4], Nick: w[5], Params: w[6],
		Hops: number(last(w[7])), RealName: strings.Join(w[8:], " "),
	})
}

func (m *ircMessage) names() {
	f := m.a.ev.IRCNamesInfo
	if f == nil {
		return
	}
	w := m.words()
	if len(w) < ircNamReplyWords {
		m.a.badLine("irc_invalid_names_line")
		return
	}
	users := w[ircNamReplyWords:]
	for i, u := range users {
		if i == 0 {
			u = last(u)
		}
		users[i] = strings.TrimPrefix(u, "@")
	}
	f(m.a.c, m.orig, w[1], w[2], users)
}

// command takes a command of a client, or one that a server passes on.
func (m *ircMessage) command(name string) {
	ev, c, orig := m.a.ev, m.a.c, m.orig
	switch name {
	case "PRIVMSG":
		m.text(ev.IRCPrivmsg)
	case "NOTICE":
		m.text(ev.IRCNotice)
	case "SQUERY":
		m.text(ev.IRCSquery)
	case "PASS":
		if ev.IRCPassword != nil {
			ev.IRCPassword(c, orig, last(m.params))
		}
	case "NICK":
		if ev.IRCNick != nil {
			ev.IRCNick(c, orig, m.nick(), strings.TrimRight(last(m.params), " "))
		}
	case "USER":
		m.user()
	case "OPER":
		if w := m.words(); len(w) != 2 {
			m.a.badLine("irc_invalid_oper_message_format")
		} else if ev.IRCOper != nil {
			ev.IRCOper(c, orig, w[0], last(w[1]))
		}
	case "QUIT":
		if ev.IRCQuit != nil {
			ev.IRCQuit(c, orig, m.nick(), last(m.params))
		}
	case "SQUIT":
		if ev.IRCSquit != nil {
			server, text, _ := strings.Cut(m.params, " ")
			ev.IRCSquit(c, orig, m.prefix, server, last(text))
		}
	case "JOIN":
		m.join()
	case "NJOIN":
		m.serverJoin()
	case "PART":
		if ev.IRCPart != nil {
			channels, text, _ := strings.Cut(m.params, " ")
			ev.IRCPart(c, orig, m.nick(), strings.Split(channels, ","), last(text))
		}
	case "MODE":
		if m.params == "" {
			m.a.badLine("irc_invalid_mode_message_format")
		} else if ev.IRCMode != nil {
			ev.IRCMode(c, orig, m.prefix, m.params)
		}
	case "INVITE":
		if w := m.words(); len(w) != 2 {
			m.a.badLine("irc_invalid_invite_message_format")
		} else if ev.IRCInvite != nil {
			ev.IRCInvite(c, orig, m.prefix, w[0], last(w[1]))
		}
	case "KICK":
		before, comment := cutLast(m.params)
		if w := strings.Fields(before); len(w) < 2 {
			m.a.badLine("irc_invalid_kick_message_format")
		} else if ev.IRCKick != nil {
			ev.IRCKick(c, orig, m.prefix, w[0], w[1], comment)
		}
	case "WHO":
		if w := m.words(); ev.IRCWho != nil {
			ev.IRCWho(c, orig, last(ircParam(w, 0)), ircParam(w, 1) == "o")
		}
	case "WHOIS":
		m.whois()
	case "ERROR":
		if ev.IRCError != nil {
			ev.IRCError(c, orig, m.prefix, last(m.params))
		}
	default:
		f := ev.IRCMessage
		if orig {
			f = ev.IRCRequest
		}
		if f != nil {
			f(c, orig, m.prefix, name, m.params)
		}
	}
}

// user takes "user host server :real name".
func (m *ircMessage) user() {
	f := m.a.ev.IRCUser
	if f == nil {
		return
	}
	before, name := cutLast(m.params)
	w := strings.Fields(before)
	if name == "" && len(w) > 3 {
		name = w[3]
	}
	f(m.a.c, m.orig, ircParam(w, 0), ircParam(w, 1), ircParam(w, 2), name)
}

// whois takes "[server] users".
func (m *ircMessage) whois() {
	w := m.words()
	if len(w) == 0 || len(w) > 2 {
		m.a.badLine("irc_invalid_whois_message_format")
		return
	}
	if f := m.a.ev.IRCWhois; f != nil {
		server := ""
		if len(w) == 2 {
			server, w = w[0], w[1:]
		}
		f(m.a.c, m.orig, server, last(w[0]))
	}
}

// text takes a message to somebody. Some are offers to connect directly.
func (m *ircMessage) text(f func(c *packet.Conn, isOrig bool, source, target, message string)) {
	target, text, ok := strings.Cut(m.params, " ")
	if !ok {
		m.a.badLine("irc_invalid_privmsg_message_format")
		return
	}
	text = strings.TrimPrefix(last(text), "\x01")
	if offer, ok := strings.CutPrefix(text, "DCC "); ok {
		m.dcc(target, strings.TrimRight(offer, "\x01"))
		return
	}
	if f != nil {
		f(m.a.c, m.orig, m.prefix, target, text)
	}
}

// dcc takes "type argument host port [size]", and a "T" for the turbo form. The
// argument may be quoted, and has blanks then. An IPv4 address is a number.
func (m *ircMessage) dcc(target, offer string) {
	kind, rest, _ := strings.Cut(offer, " ")
	var argument string
	if quoted, ok := strings.CutPrefix(rest, `"`); ok {
		argument, rest, _ = strings.Cut(quoted, `"`)
	} else {
		argument, rest, _ = strings.Cut(rest, " ")
	}
	w := strings.Fields(rest)
	if len(w) < 2 || len(w) > 4 || len(w) == 4 && w[3] != "T" {
		m.a.badLine("irc_invalid_dcc_message_format")
		return
	}
	d := IRCDCC{Prefix: m.prefix, Target: target, Type: kind, Argument: argument}
	if n, err := strconv.ParseUint(w[0], 10, 32); err == nil {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(n))
		d.Addr = netip.AddrFrom4(b)
	} else if d.Addr, err = netip.ParseAddr(w[0]); err != nil || d.Addr.Zone() != "" {
		m.a.weird("irc_invalid_dcc_host", "")
		return
	}
	port, err := strconv.ParseUint(w[1], 10, 16)
	if err != nil || port == 0 {
		m.a.weird("irc_invalid_dcc_port", w[1])
		return
	}
	d.Port, d.Size = port, number(ircParam(w, 2))
	if f := m.a.ev.IRCDCC; f != nil {
		f(m.a.c, m.orig, &d)
	}
}

// join takes "channel,channel key,key".
func (m *ircMessage) join() {
	w := m.words()
	if len(w) == 0 {
		m.a.badLine("irc_invalid_join_line")
		return
	}
	f := m.a.ev.IRCJoin
	if f == nil {
		return
	}
	channels, keys := strings.Split(last(w[0]), ","), strings.Split(ircParam(w, 1), ",")
	list := make([]IRCJoin, len(channels))
	for i, name := range channels {
		list[i] = IRCJoin{Nick: m.nick(), Channel: name, Password: ircParam(keys, i)}
	}
	f(m.a.c, m.orig, list)
}

// serverJoin takes what servers tell each other: "channel :@nick,+nick"
// (RFC 2813 4.2.2).
func (m *ircMessage) serverJoin() {
	w := m.words()
	if len(w) != 2 {
		m.a.badLine("irc_invalid_njoin_line")
		return
	}
	f := m.a.ev.IRCJoin
	if f == nil {
		return
	}
	nicks := strings.Split(last(w[1]), ",")
	list := make([]IRCJoin, len(nicks))
	for i, nick := range nicks {
		j := IRCJoin{Nick: nick, Channel: w[0]}
		for _, p := range [...]struct{ mark, mode string }{{"@@", "creator"}, {"@", "operator"}, {"+", "voice"}} {
			if name, ok := strings.CutPrefix(nick, p.mark); ok {
				j.Nick, j.UserMode = name, p.mode
				break
			}
		}
		list[i] = j
	}
	f(m.a.c, m.orig, list)
}
