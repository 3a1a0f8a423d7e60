package analyzer

import (
	"strings"

	"brig/bro/packet"
)

// A flow is what the session knows about a connection: packet.Conn.App.
type flow struct {
	proto    *protocol // analyzer at work, nil for none
	stream   streamAnalyzer
	datagram datagramAnalyzer
	detector *detector
	aid      uint64
	state    verdict
	disabled bool // gets no more data
	skipped  bool // contents are of no interest
}

type verdict uint8

const (
	undecided verdict = iota
	confirmed
	violated
)

// base is what an analyzer is given: its session, connection and events.
type base struct {
	s  *Session
	ev *Events
	c  *packet.Conn
	f  *flow
}

// confirm tells that the connection speaks the analyzer's protocol.
func (b base) confirm() {
	if b.f.state != undecided {
		return
	}
	b.f.state = confirmed
	if b.ev.ProtocolConfirmation != nil {
		b.ev.ProtocolConfirmation(b.c, b.f.proto.name, b.f.aid)
	}
}

// violate tells that the connection does not speak the analyzer's protocol. The
// analyzer itself decides whether to go on.
func (b base) violate(reason string) {
	if b.f.state == violated {
		return
	}
	b.f.state = violated
	if b.ev.ProtocolViolation != nil {
		b.ev.ProtocolViolation(b.c, b.f.proto.name, b.f.aid, reason)
	}
}

func (b base) weird(name, addl string) { b.s.weird(b.c, b.f.proto.name, name, addl) }

// flip exchanges the ends of a connection whose first packet was an answer.
func (b base) flip() {
	b.c.Flip()
	if b.ev.ConnectionFlipped != nil {
		b.ev.ConnectionFlipped(b.c)
	}
}

func (s *Session) newConn(c *packet.Conn, p *packet.Packet) {
	if c.Skipped {
		return
	}
	s.Hooks.EnterComponent(componentConn)
	f := &flow{}
	c.App = f
	if s.ev.NewConnection != nil {
		s.ev.NewConnection(c)
	}
	// A script that handles new_connection may want another analyzer's port.
	if proto := s.ports[portKey{c.Proto, c.Resp.Port}]; proto != nil && !proto.off && !f.skipped {
		s.attach(c, f, proto)
	} else if !f.skipped && s.DetectByContent && c.Proto == packet.ProtoTCP && !c.Partial() {
		f.detector = new(detector)
	}
	s.Hooks.LeaveComponent(componentConn)
}

func (s *Session) attach(c *packet.Conn, f *flow, p *protocol) {
	s.aid++
	f.proto, f.aid = p, s.aid
	b := base{s, s.ev, c, f}
	switch c.Proto {
	case packet.ProtoTCP:
		f.stream = p.newStream(b)
	case packet.ProtoUDP:
		f.datagram = p.newDatagram(b)
	}
	s.active[p.index]++
}

func (s *Session) detach(f *flow) {
	if f.proto == nil {
		return
	}
	if !f.disabled {
		s.active[f.proto.index]--
	}
	s.Hooks.EnterComponent(f.proto.component)
	if f.stream != nil {
		f.stream.done()
	} else {
		f.datagram.done()
	}
	s.Hooks.LeaveComponent(f.proto.component)
	f.stream, f.datagram = nil, nil
}

// DisableAnalyzer gives no more data to the analyzer instance aid of a
// connection and reports whether it was at work (Bro's disable_analyzer). What
// the analyzer has to say at a connection's end it still says.
func (s *Session) DisableAnalyzer(c *packet.Conn, aid uint64) bool {
	f, _ := c.App.(*flow)
	if f == nil || f.proto == nil || f.aid != aid || f.disabled {
		return false
	}
	f.disabled = true
	s.active[f.proto.index]--
	return true
}

// AnalyzerID is the number of the connection's analyzer of this name, 0 if it is
// not at work (Bro's lookup_connection_analyzer_id).
func (s *Session) AnalyzerID(c *packet.Conn, name string) uint64 {
	f, _ := c.App.(*flow)
	if f == nil || f.proto == nil || f.disabled || !strings.EqualFold(f.proto.name, name) {
		return 0
	}
	return f.aid
}

// EnableAnalyzer switches an analyzer on or off for the analysis of new
// connections (Bro's Analyzer::enable_analyzer and disable_analyzer), and
// reports whether there is one of that name. Its ports stay registered.
func (s *Session) EnableAnalyzer(name string, on bool) bool {
	for _, p := range s.protos {
		if strings.EqualFold(p.name, name) {
			p.off = !on
			return true
		}
	}
	return false
}

// SkipContents looks no further into what a connection carries (Bro's
// skip_further_processing): no analyzer, and no event of contents and gaps.
// The connection itself is still followed.
func (s *Session) SkipContents(c *packet.Conn) {
	f, _ := c.App.(*flow)
	if f == nil || f.skipped {
		return
	}
	f.skipped, f.detector = true, nil
	if f.proto != nil && !f.disabled {
		s.DisableAnalyzer(c, f.aid)
	}
}

func (s *Session) change(c *packet.Conn, e packet.Change) {
	var f func(*packet.Conn)
	switch e {
	case packet.ChangeEstablished:
		f = s.ev.ConnectionEstablished
	case packet.ChangeAttempt:
		f = s.ev.ConnectionAttempt
	case packet.ChangeRejected:
		f = s.ev.ConnectionRejected
	case packet.ChangeReset:
		f = s.ev.ConnectionReset
	case packet.ChangeFinished:
		f = s.ev.ConnectionFinished
	case packet.ChangeHalfFinished:
		f = s.ev.ConnectionHalfFinished
	case packet.ChangePartialClose:
		f = s.ev.ConnectionPartialClose
	case packet.ChangePartial:
		f = s.ev.PartialConnection
	case packet.ChangePending:
		f = s.ev.ConnectionPending
	case packet.ChangeTimeout:
		f = s.ev.ConnectionTimeout
	case packet.ChangeReused:
		f = s.ev.ConnectionReused
	case packet.ChangeSYN:
		f = s.ev.ConnectionSYNPacket
	case packet.ChangeFirstACK:
		f = s.ev.ConnectionFirstACK
	}
	if f != nil {
		f(c)
	}
}

func (s *Session) stream(c *packet.Conn, orig bool, data []byte) {
	f := c.App.(*flow)
	if s.ev.TCPContents != nil {
		s.ev.TCPContents(c, orig, data)
	}
	switch {
	case f.stream != nil && !f.disabled:
		s.Hooks.EnterComponent(f.proto.component)
		f.stream.stream(orig, data)
		s.Hooks.LeaveComponent(f.proto.component)
	case f.detector != nil:
		s.Hooks.EnterComponent(componentDetect)
		s.detect(c, f, orig, data)
		s.Hooks.LeaveComponent(componentDetect)
	}
}

func (s *Session) gap(c *packet.Conn, orig bool, pos, n uint64) {
	f := c.App.(*flow)
	if s.ev.ContentGap != nil && c.Followed() && !f.skipped {
		s.ev.ContentGap(c, orig, pos+1, n)
	}
	f.detector = nil // what follows a gap is no start of a protocol
	if f.stream != nil && !f.disabled {
		s.Hooks.EnterComponent(f.proto.component)
		f.stream.gap(orig, n)
		s.Hooks.LeaveComponent(f.proto.component)
	}
}

func (s *Session) end(c *packet.Conn, orig bool) {
	f := c.App.(*flow)
	if f.stream != nil && !f.disabled {
		s.Hooks.EnterComponent(f.proto.component)
		f.stream.end(orig)
		s.Hooks.LeaveComponent(f.proto.component)
	}
	if s.ev.ConnectionEOF != nil {
		s.ev.ConnectionEOF(c, orig)
	}
}

func (s *Session) removed(c *packet.Conn) {
	s.Hooks.EnterComponent(componentConn)
	s.detach(c.App.(*flow))
	if s.ev.ConnectionStateRemove != nil {
		s.ev.ConnectionStateRemove(c)
	}
	s.Hooks.LeaveComponent(componentConn)
}

func (s *Session) datagram(c *packet.Conn, p *packet.Packet, orig bool) {
	if c.Proto != packet.ProtoUDP {
		s.icmp(c, p, orig)
		return
	}
	f := c.App.(*flow)
	if orig {
		if s.ev.UDPRequest != nil {
			s.ev.UDPRequest(c)
		}
	} else if s.ev.UDPReply != nil {
		s.ev.UDPReply(c)
	}
	if s.ev.UDPContents != nil && len(p.Payload) > 0 && !f.skipped {
		s.ev.UDPContents(c, orig, p.Payload)
	}
	if f.datagram != nil && !f.disabled {
		s.Hooks.EnterComponent(f.proto.component)
		f.datagram.datagram(orig, p.Payload)
		s.Hooks.LeaveComponent(f.proto.component)
	}
}
