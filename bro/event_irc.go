package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

func (e *engine) wireIRC() {
	ev := &e.events.IRCEvents
	e.wireIRCTexts()
	if h := e.handled("irc_reply", kRecord, kBool, kString, kCount, kString); h != nil {
		ev.IRCReply = func(c *packet.Conn, isOrig bool, prefix string, code uint64, params string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(prefix), interp.Count(code), interp.String(params))
		}
	}
	if h := e.handled("irc_join_message", kRecord, kBool, kSet); h != nil && len(h.params) > 2 {
		t := h.params[2].Type
		info := newShape(e.in.Type("irc_join_info"), "nick", "channel", "password", "usermode")
		ev.IRCJoin = func(c *packet.Conn, isOrig bool, list []analyzer.IRCJoin) {
			set := interp.NewTable(t)
			for _, j := range list {
				set.Add(info.record(e.in, interp.String(j.Nick), interp.String(j.Channel), interp.String(j.Password), interp.String(j.UserMode)))
			}
			h.queue(e.conn(c), interp.Bool(isOrig), set.Value())
		}
	}
	if h := e.handled("irc_part_message", kRecord, kBool, kString, kSet, kString); h != nil {
		ev.IRCPart = func(c *packet.Conn, isOrig bool, nick string, channels []string, message string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(nick), h.stringSet(3, channels), interp.String(message))
		}
	}
	if h := e.handled("irc_whois_channel_line", kRecord, kBool, kString, kSet); h != nil {
		ev.IRCWhoisChannelLine = func(c *packet.Conn, isOrig bool, nick string, channels []string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(nick), h.stringSet(3, channels))
		}
	}
	if h := e.handled("irc_names_info", kRecord, kBool, kString, kString, kSet); h != nil {
		ev.IRCNamesInfo = func(c *packet.Conn, isOrig bool, kind, channel string, users []string) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(kind), interp.String(channel), h.stringSet(4, users))
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, uint64, uint64, uint64)
	}{
		{"irc_network_info", &ev.IRCNetworkInfo},
		{"irc_server_info", &ev.IRCServerInfo},
	} {
		if h := e.handled(w.name, kRecord, kBool, kCount, kCount, kCount); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool, users, services, servers uint64) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(users), interp.Count(services), interp.Count(servers))
			}
		}
	}
	if h := e.handled("irc_channel_info", kRecord, kBool, kCount); h != nil {
		ev.IRCChannelInfo = func(c *packet.Conn, isOrig bool, n uint64) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Count(n))
		}
	}
	if h := e.handled("irc_who_line", kRecord, kBool, kString, kString, kString, kString, kString, kString, kString, kCount, kString); h != nil {
		ev.IRCWhoLine = func(c *packet.Conn, isOrig bool, w *analyzer.IRCWhoLine) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(w.Target), interp.String(w.Channel), interp.String(w.User),
				interp.String(w.Host), interp.String(w.Server), interp.String(w.Nick), interp.String(w.Params),
				interp.Count(w.Hops), interp.String(w.RealName))
		}
	}
	if h := e.handled("irc_who_message", kRecord, kBool, kString, kBool); h != nil {
		ev.IRCWho = func(c *packet.Conn, isOrig bool, mask string, oper bool) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(mask), interp.Bool(oper))
		}
	}
	if h := e.handled("irc_oper_response", kRecord, kBool, kBool); h != nil {
		ev.IRCOperResponse = func(c *packet.Conn, isOrig, got bool) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.Bool(got))
		}
	}
	if h := e.handled("irc_invalid_nick", kRecord, kBool); h != nil {
		ev.IRCInvalidNick = func(c *packet.Conn, isOrig bool) { h.queue(e.conn(c), interp.Bool(isOrig)) }
	}
	if h := e.handled("irc_dcc_message", kRecord, kBool, kString, kString, kString, kString, kAddr, kCount, kCount); h != nil {
		ev.IRCDCC = func(c *packet.Conn, isOrig bool, m *analyzer.IRCDCC) {
			h.queue(e.conn(c), interp.Bool(isOrig), interp.String(m.Prefix), interp.String(m.Target), interp.String(m.Type),
				interp.String(m.Argument), interp.Addr(m.Addr), interp.Count(m.Port), interp.Count(m.Size))
		}
	}
	if h := e.handled("irc_dcc_send_ack", kRecord, kCount); h != nil {
		ev.IRCDCCSendAck = func(c *packet.Conn, n uint64) { h.queue(e.conn(c), interp.Count(n)) }
	}
	if h := e.handled("irc_starttls", kRecord); h != nil {
		ev.IRCStartTLS = func(c *packet.Conn) { h.queue(e.conn(c)) }
	}
}

// wireIRCTexts sets the events of nothing but texts, by how many there are.
func (e *engine) wireIRCTexts() {
	ev := &e.events.IRCEvents
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, string)
	}{
		{"irc_password_message", &ev.IRCPassword},
		{"irc_whois_operator_line", &ev.IRCWhoisOperatorLine},
	} {
		if h := e.handled(w.name, kRecord, kBool, kString); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool, s string) { h.queue(e.conn(c), interp.Bool(isOrig), interp.String(s)) }
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, string, string)
	}{
		{"irc_nick_message", &ev.IRCNick},
		{"irc_oper_message", &ev.IRCOper},
		{"irc_quit_message", &ev.IRCQuit},
		{"irc_mode_message", &ev.IRCMode},
		{"irc_whois_message", &ev.IRCWhois},
		{"irc_error_message", &ev.IRCError},
		{"irc_global_users", &ev.IRCGlobalUsers},
		{"irc_channel_topic", &ev.IRCChannelTopic},
	} {
		if h := e.handled(w.name, kRecord, kBool, kString, kString); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool, s, t string) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.String(s), interp.String(t))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, string, string, string)
	}{
		{"irc_request", &ev.IRCRequest},
		{"irc_message", &ev.IRCMessage},
		{"irc_squit_message", &ev.IRCSquit},
		{"irc_invite_message", &ev.IRCInvite},
		{"irc_privmsg_message", &ev.IRCPrivmsg},
		{"irc_notice_message", &ev.IRCNotice},
		{"irc_squery_message", &ev.IRCSquery},
	} {
		if h := e.handled(w.name, kRecord, kBool, kString, kString, kString); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool, s, t, u string) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.String(s), interp.String(t), interp.String(u))
			}
		}
	}
	for _, w := range []struct {
		name string
		f    *func(*packet.Conn, bool, string, string, string, string)
	}{
		{"irc_user_message", &ev.IRCUser},
		{"irc_kick_message", &ev.IRCKick},
		{"irc_whois_user_line", &ev.IRCWhoisUserLine},
	} {
		if h := e.handled(w.name, kRecord, kBool, kString, kString, kString, kString); h != nil {
			*w.f = func(c *packet.Conn, isOrig bool, s, t, u, v string) {
				h.queue(e.conn(c), interp.Bool(isOrig), interp.String(s), interp.String(t), interp.String(u), interp.String(v))
			}
		}
	}
}

// stringSet makes a set for a parameter.
func (h *handler) stringSet(param int, list []string) interp.Value {
	if param >= len(h.params) || h.params[param].Type.Kind != resolve.Set {
		return interp.Value{}
	}
	set := interp.NewTable(h.params[param].Type)
	for _, s := range list {
		set.Add(interp.String(s))
	}
	return set.Value()
}
