package analyzer

import (
	"slices"
	"strings"

	"brig/bro/packet"
)

// A flow is what the session knows about a connection: packet.Conn.App.
type flow struct {
	first    instance  // of the port's analyzer, or of that whose protocol was detected
	top      *instance // gets the data; nil for none
	detector *detector // looks for a protocol; there is no analyzer
	second   *detector // looks for another one than the port's, if doubtful
	doubtful bool      // the port's analyzer has not recognized its protocol
	skipped  bool      // contents are of no interest
	tunnels  uint16    // times that the tunnel changed
	tries    uint8     // datagrams looked at for a protocol
}

// settle looks for no other protocol than the port's any more.
func (f *flow) settle() { f.doubtful, f.second = false, nil }

// An instance is an analyzer at work on a connection.
type instance struct {
	proto    *protocol
	aid      uint64
	state    verdict
	disabled bool // gets no more data
	handed   bool // gets no more data: the rest is for another protocol
	stream   streamAnalyzer
	datagram datagramAnalyzer
	outer    *instance // who handed the rest of the connection over, nil for none
	carried  []string  // protocols within it, of which nothing else is told
}

type verdict uint8

const (
	undecided verdict = iota
	confirmed
	violated
)

// wants says whether an analyzer still takes data.
func (f *instance) wants() bool { return f != nil && !f.disabled && !f.handed }

// base is what an analyzer is given: its session, connection and events.
type base struct {
	s  *Session
	ev *Events
	c  *packet.Conn
	f  *instance
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

// carries tells, once, that the connection speaks a protocol within the analyzer's, of
// which nothing else is told.
func (b base) carries(name string) {
	if slices.Contains(b.f.carried, name) {
		return
	}
	b.f.carried = append(b.f.carried, name)
	b.s.aid++
	if b.ev.ProtocolConfirmation != nil {
		b.ev.ProtocolConfirmation(b.c, name, b.s.aid)
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
	proto := s.expectedFor(c)
	expected := proto != nil
	switch {
	case !expected && !s.IgnorePorts:
		proto = s.ports[portKey{c.Proto, c.Resp.Port}]
	case expected && !f.skipped && s.ev.ScheduledAnalyzerApplied != nil:
		s.ev.ScheduledAnalyzerApplied(c, proto.name)
	}
	if proto != nil && !proto.off && !f.skipped {
		s.attach(c, f, proto)
	}
	if !expected && !f.skipped && s.DetectByContent && c.Proto == packet.ProtoTCP && !c.Partial() {
		if f.top == nil {
			f.detector = s.detectors.get()
		} else {
			f.doubtful = true
		}
	}
	s.Hooks.LeaveComponent(componentConn)
}

// attach sets an analyzer to work on what comes of a connection.
func (s *Session) attach(c *packet.Conn, f *flow, p *protocol) {
	s.aid++
	in := &f.first
	if in.proto != nil {
		in = new(instance)
	}
	in.proto, in.aid, in.outer = p, s.aid, f.top
	f.top = in
	b := base{s, s.ev, c, in}
	switch c.Proto {
	case packet.ProtoTCP:
		in.stream = p.newStream(b)
	case packet.ProtoUDP:
		in.datagram = p.newDatagram(b)
	}
	s.active[p.index]++
}

// detach ends the analyzers, the innermost first.
func (s *Session) detach(f *flow) {
	for in := f.top; in != nil; in = in.outer {
		if !in.disabled {
			s.active[in.proto.index]--
		}
		s.Hooks.EnterComponent(in.proto.component)
		if in.stream != nil {
			in.stream.done()
		} else {
			in.datagram.done()
		}
		s.Hooks.LeaveComponent(in.proto.component)
	}
	f.top = nil
}

// DisableAnalyzer gives no more data to the analyzer instance aid of a
// connection, nor to those that it handed the connection over to, and reports
// whether it was at work (Bro's disable_analyzer). What the analyzer has to say
// at a connection's end it still says.
func (s *Session) DisableAnalyzer(c *packet.Conn, aid uint64) bool {
	f, _ := c.App.(*flow)
	if f == nil {
		return false
	}
	in := f.top
	for in != nil && in.aid != aid {
		in = in.outer
	}
	if in == nil || in.disabled {
		return false
	}
	if in.handed {
		f.detector = nil // what it looks for would be within this one
	}
	for i := f.top; ; i = i.outer {
		s.disable(i)
		if i == in {
			return true
		}
	}
}

func (s *Session) disable(in *instance) {
	if !in.disabled {
		in.disabled = true
		s.active[in.proto.index]--
	}
}

// AnalyzerID is the number of the connection's analyzer of this name, 0 if it is
// not at work (Bro's lookup_connection_analyzer_id).
func (s *Session) AnalyzerID(c *packet.Conn, name string) uint64 {
	f, _ := c.App.(*flow)
	if f == nil {
		return 0
	}
	for in := f.top; in != nil; in = in.outer {
		if !in.disabled && strings.EqualFold(in.proto.name, name) {
			return in.aid
		}
	}
	return 0
}

// EnableAnalyzer switches an analyzer on or off for the analysis of new
// connections (Bro's Analyzer::enable_analyzer and disable_analyzer), and
// reports whether there is one of that name. Its ports stay registered.
func (s *Session) EnableAnalyzer(name string, on bool) bool {
	p := s.protocol(name)
	if p == nil {
		return false
	}
	p.off = !on
	return true
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
	f.settle()
	for in := f.top; in != nil; in = in.outer {
		s.disable(in)
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
	case packet.ChangeFirstACK:
		f = s.ev.ConnectionFirstACK
	}
	if f != nil {
		f(c)
	}
}

func (s *Session) stream(c *packet.Conn, orig bool, data []byte) {
	f := c.App.(*flow)
	s.beginDelivery()
	if s.ev.TCPContents != nil {
		s.ev.TCPContents(c, orig, data)
	}
	s.deliver(c, f, orig, data)
	if f.doubtful {
		s.Hooks.EnterComponent(componentDetect)
		s.second(c, f, orig, data)
		s.Hooks.LeaveComponent(componentDetect)
	}
	s.endDelivery()
}

// deliver hands data to who is to get it.
func (s *Session) deliver(c *packet.Conn, f *flow, orig bool, data []byte) {
	switch {
	case f.detector != nil:
		s.Hooks.EnterComponent(componentDetect)
		s.detect(c, f, orig, data)
		s.Hooks.LeaveComponent(componentDetect)
	case f.top.wants():
		in := f.top // may hand over to another
		s.Hooks.EnterComponent(in.proto.component)
		in.stream.stream(orig, data)
		s.Hooks.LeaveComponent(in.proto.component)
	}
}

func (s *Session) gap(c *packet.Conn, orig bool, pos, n uint64) {
	f := c.App.(*flow)
	if s.ev.ContentGap != nil && c.Followed() && !f.skipped {
		s.ev.ContentGap(c, orig, pos+1, n)
	}
	f.detector = nil // what follows a gap is no start of a protocol
	f.settle()
	if in := f.top; in.wants() {
		s.Hooks.EnterComponent(in.proto.component)
		in.stream.gap(orig, n)
		s.Hooks.LeaveComponent(in.proto.component)
	}
}

func (s *Session) end(c *packet.Conn, orig bool) {
	f := c.App.(*flow)
	if in := f.top; in.wants() {
		s.Hooks.EnterComponent(in.proto.component)
		in.stream.end(orig)
		s.Hooks.LeaveComponent(in.proto.component)
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
	s.beginDelivery()
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
	if f.top == nil && !f.skipped && s.DetectByContent {
		s.detectDatagram(c, f, p.Payload)
	}
	if in := f.top; in.wants() {
		s.Hooks.EnterComponent(in.proto.component)
		in.datagram.datagram(orig, p.Payload)
		s.Hooks.LeaveComponent(in.proto.component)
	}
	s.endDelivery()
}
