package analyzer

import (
	"bytes"
	"fmt"
	"net/netip"

	"brig/bro/packet"
)

// SOCKSEvents are raised by the SOCKS analyzer: versions 4, 4a and 5 (RFC 1928,
// 1929).
type SOCKSEvents struct {
	// SOCKSLogin: what a client of version 5 logs in with
	// (socks_login_userpass_request), and SOCKSLoginReply what the server says.
	SOCKSLogin      func(c *packet.Conn, user, password string)
	SOCKSLoginReply func(c *packet.Conn, code uint64)
	// SOCKSRequest: the user is told in version 4 only.
	SOCKSRequest func(c *packet.Conn, version, command uint64, to SOCKSAddress, port uint16, user string)
	SOCKSReply   func(c *packet.Conn, version, code uint64, bound SOCKSAddress, port uint16)
}

// SOCKSAddress is Bro's record SOCKS::Address: an address, a name or both.
type SOCKSAddress struct {
	Host netip.Addr // not valid if there is none
	Name string
}

// maxSOCKSMessage bounds what is kept of a message. Version 4 has texts without
// lengths.
const maxSOCKSMessage = 2048

func socksProtocol() *protocol {
	return &protocol{
		name:      "SOCKS",
		component: componentSOCKS,
		ports:     tcpPorts(1080),
		newStream: func(b base) streamAnalyzer { return &socksAnalyzer{base: b} },
		detect:    detectSOCKS,
	}
}

const (
	socksConnect   = 1
	socksBind      = 2
	socksNoAuth    = 0
	socksUserPass  = 2
	socks4Granted  = 90
	socks4LastCode = 93
)

// detectSOCKS recognizes the first message of either side.
func detectSOCKS(orig bool, head []byte) match {
	if len(head) < 2 {
		return maybe
	}
	switch {
	case orig && head[0] == 5:
		const most = 16 // methods; the standard knows 10
		switch n := int(head[1]); {
		case n == 0 || n > most || len(head) > 2+n:
			return no
		case len(head) < 2+n:
			return maybe
		}
		return yes
	case orig && head[0] == 4 && (head[1] == socksConnect || head[1] == socksBind):
		const fixed = 8
		switch {
		case len(head) > fixed && bytes.IndexByte(head[fixed:], 0) >= 0:
			return yes
		case len(head) > maxSOCKSMessage:
			return no
		}
		return maybe
	case !orig && head[0] == 5 && (head[1] <= 9 || head[1] == 0xff):
		return yes
	case !orig && head[0] == 0 && head[1] >= socks4Granted && head[1] <= socks4LastCode:
		return yes
	}
	return no
}

// What a side says next.
type socksState uint8

const (
	socksStart  socksState = iota // of version 5: methods, or the one that is chosen
	socksLogin                    // user and password, or whether they are right
	socksTarget                   // request or reply
	socksOver                     // nothing: the client waits, or all is over
)

type socksAnalyzer struct {
	base
	version uint64 // 0 as long as it is not known
	port    uint16 // that the client wants to connect to
	sides   [2]struct {
		state socksState
		buf   []byte
	}
	stopped bool
}

func (a *socksAnalyzer) end(bool) {}
func (a *socksAnalyzer) done()    {}

func (a *socksAnalyzer) gap(orig bool, n uint64) { a.stopped = true }

func (a *socksAnalyzer) fail(why string) {
	a.stopped = true
	a.violate(why)
}

func (a *socksAnalyzer) stream(orig bool, data []byte) {
	if a.stopped {
		return
	}
	a.sides[side(orig)].buf = append(a.sides[side(orig)].buf, data...)
	// The state of the client depends on what the server says, and may have to
	// wait for it.
	for a.message(true) || a.message(false) {
	}
	for i := range a.sides {
		if len(a.sides[i].buf) > maxSOCKSMessage && !a.stopped {
			a.weird("socks_message_too_long", "")
			a.fail("SOCKS message too long")
		}
	}
	if a.stopped {
		a.sides[0].buf, a.sides[1].buf = nil, nil
	}
}

// message takes the next message of a side and reports whether there was one.
func (a *socksAnalyzer) message(orig bool) bool {
	s := &a.sides[side(orig)]
	if a.stopped || len(s.buf) == 0 || s.state == socksOver || !orig && a.version == 0 {
		return false
	}
	if a.version == 0 {
		a.version = uint64(s.buf[0])
		if a.version != 4 && a.version != 5 {
			a.fail(fmt.Sprintf("invalid value in SOCKS version %d", a.version))
			return false
		}
	}
	o := octets{rest: s.buf}
	if a.version == 4 {
		a.message4(orig, &o)
	} else {
		a.message5(orig, &o)
	}
	if o.short || a.stopped {
		return false
	}
	s.buf = append([]byte(nil), o.rest...)
	if !orig && s.state == socksOver {
		a.tunnel()
		return false
	}
	return true
}

// tunnel: both sides have said what SOCKS is for. The rest is analyzed as a
// connection to the port that the client wants would be.
func (a *socksAnalyzer) tunnel() {
	a.stopped = true
	client, server := a.sides[1].buf, a.sides[0].buf
	handed := false
	if p := a.s.ports[portKey{packet.ProtoTCP, a.port}]; p != nil && !p.off {
		handed = a.handOver(p.name)
	} else {
		handed = a.handOverUnknown()
	}
	if handed {
		a.pass(true, client)
		a.pass(false, server)
	}
}

func (a *socksAnalyzer) message4(orig bool, o *octets) {
	s := &a.sides[side(orig)]
	o.u8() // version; 0 in replies
	code := uint64(o.u8())
	port, host := o.u16(), o.addr4()
	addr := SOCKSAddress{Host: host}
	if !orig {
		if o.short || a.sides[1].state != socksOver {
			o.short = true
			return
		}
		s.state = socksOver
		a.confirm()
		if a.ev.SOCKSReply != nil {
			a.ev.SOCKSReply(a.c, a.version, code, addr, port)
		}
		a.stopped = code != socks4Granted
		return
	}
	user := o.text()
	// Version 4a: 0.0.0.x says that a name follows.
	if b := host; !o.short {
		if q := b.As4(); q[0] == 0 && q[1] == 0 && q[2] == 0 && q[3] != 0 {
			addr = SOCKSAddress{Host: host, Name: o.text()}
		}
	}
	if o.short {
		return
	}
	s.state, a.port = socksOver, port
	if a.ev.SOCKSRequest != nil {
		a.ev.SOCKSRequest(a.c, a.version, code, addr, port, user)
	}
}

// text is a text up to a zero byte.
func (o *octets) text() string {
	i := bytes.IndexByte(o.rest, 0)
	if i < 0 || o.short {
		o.short = true
		return ""
	}
	b := o.take(i + 1)
	return string(b[:len(b)-1])
}

func (a *socksAnalyzer) message5(orig bool, o *octets) {
	s, other := &a.sides[side(orig)], &a.sides[side(!orig)]
	switch s.state {
	case socksStart:
		a.start5(orig, o)
	case socksLogin:
		a.login5(orig, o)
	case socksTarget:
		if version := o.u8(); version != 5 {
			a.fail(fmt.Sprintf("invalid SOCKS version %d in a message of version 5", version))
			return
		}
		code := uint64(o.u8())
		o.u8() // reserved
		addr := a.addr5(o)
		port := o.u16()
		if o.short || a.stopped {
			return
		}
		if orig {
			s.state, a.port = socksOver, port
			if a.ev.SOCKSRequest != nil {
				a.ev.SOCKSRequest(a.c, a.version, code, addr, port, "")
			}
			return
		}
		if other.state != socksOver {
			a.fail("SOCKS reply without a request")
			return
		}
		s.state = socksOver
		if a.ev.SOCKSReply != nil {
			a.ev.SOCKSReply(a.c, a.version, code, addr, port)
		}
		a.stopped = code != 0
	}
}

// start5 takes the methods of authentication that a client knows, or the one
// that the server chooses.
func (a *socksAnalyzer) start5(orig bool, o *octets) {
	client, server := &a.sides[1], &a.sides[0]
	version, n := o.u8(), o.u8()
	if orig {
		if o.take(int(n)); !o.short {
			client.state = socksOver // until the server has chosen
		}
		return
	}
	switch {
	case o.short || client.state == socksStart:
		o.short = true
	case version != 5:
		a.fail(fmt.Sprintf("invalid SOCKS version %d in a message of version 5", version))
	case n == socksNoAuth:
		a.confirm()
		client.state, server.state = socksTarget, socksTarget
	case n == socksUserPass:
		a.confirm()
		client.state, server.state = socksLogin, socksLogin
	case n == 0xff: // none that would do
		a.confirm()
		a.stopped = true
	default:
		a.weird("socks5_unsupported_authentication_method", fmt.Sprint(n))
		a.stopped = true
	}
}

func (a *socksAnalyzer) login5(orig bool, o *octets) {
	client, server := &a.sides[1], &a.sides[0]
	version := o.u8()
	if orig {
		user := o.take(int(o.u8()))
		password := o.take(int(o.u8()))
		if o.short {
			return
		}
		if version != 1 {
			a.weird("socks5_unsupported_authentication_version", fmt.Sprint(version))
			a.stopped = true
			return
		}
		client.state = socksTarget
		if a.ev.SOCKSLogin != nil {
			a.ev.SOCKSLogin(a.c, string(user), string(password))
		}
		return
	}
	code := o.u8()
	if o.short {
		return
	}
	server.state = socksTarget
	if a.ev.SOCKSLoginReply != nil {
		a.ev.SOCKSLoginReply(a.c, uint64(code))
	}
	a.stopped = code != 0
}

func (a *socksAnalyzer) addr5(o *octets) (addr SOCKSAddress) {
	switch typ := o.u8(); typ {
	case 1:
		addr.Host = o.addr4()
	case 3:
		addr.Name = string(o.take(int(o.u8())))
	case 4:
		if b := o.take(16); b != nil {
			addr.Host = netip.AddrFrom16([16]byte(b))
		}
	default:
		if !o.short {
			a.fail(fmt.Sprintf("invalid SOCKS address type %d", typ))
		}
	}
	return addr
}
