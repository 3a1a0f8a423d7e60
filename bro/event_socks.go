package bro

import (
	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
)

func (e *engine) wireSOCKS() {
	ev := &e.events.SOCKSEvents
	if h := e.handled("socks_login_userpass_request", kRecord, kString, kString); h != nil {
		ev.SOCKSLogin = func(c *packet.Conn, user, password string) {
			h.queue(e.conn(c), interp.String(user), interp.String(password))
		}
	}
	if h := e.handled("socks_login_userpass_reply", kRecord, kCount); h != nil {
		ev.SOCKSLoginReply = func(c *packet.Conn, code uint64) { h.queue(e.conn(c), interp.Count(code)) }
	}
	if h := e.handled("socks_request", kRecord, kCount, kCount, kRecord, kPort, kString); h != nil {
		s := h.shape(3, "host", "name")
		ev.SOCKSRequest = func(c *packet.Conn, version, command uint64, to analyzer.SOCKSAddress, port uint16, user string) {
			h.queue(e.conn(c), interp.Count(version), interp.Count(command), e.socksAddress(&s, to),
				interp.Port(port, interp.TCP), interp.String(user))
		}
	}
	if h := e.handled("socks_reply", kRecord, kCount, kCount, kRecord, kPort); h != nil {
		s := h.shape(3, "host", "name")
		ev.SOCKSReply = func(c *packet.Conn, version, code uint64, bound analyzer.SOCKSAddress, port uint16) {
			h.queue(e.conn(c), interp.Count(version), interp.Count(code), e.socksAddress(&s, bound), interp.Port(port, interp.TCP))
		}
	}
}

// socksAddress makes a record SOCKS::Address.
func (e *engine) socksAddress(s *shape, a analyzer.SOCKSAddress) interp.Value {
	if s.t == nil {
		return interp.Value{}
	}
	var host, name interp.Value
	if a.Host.IsValid() {
		host = interp.Addr(a.Host)
	}
	if a.Name != "" {
		name = interp.String(a.Name)
	}
	return s.record(e.in, host, name)
}
