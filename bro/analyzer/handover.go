package analyzer

import "brig/bro/packet"

// This file is how an analyzer hands the rest of a connection to another one:
// after STARTTLS, within a proxy's tunnel.
//
//	// The server's line "220 go ahead" was the last one.
//	a.handOver(sslProtocol)
//	a.pass(orig, rest) // of the segment with the line
//
// From the hand-over on all data, gaps and ends of both directions go to the
// other analyzer; whoever hands over passes on what is left of the data at hand,
// and what it has kept of the other direction. It raises events as long as it
// likes: its done is called last.

// MaxHandOvers is how often the rest of a connection may be handed over: a
// tunnel in a tunnel, and so on.
const MaxHandOvers = 8

// handOver gives the rest of the connection to the analyzer of this name. It
// reports whether there is anybody to pass data to.
func (b base) handOver(protocol string) bool {
	p := b.s.protocol(protocol)
	if p == nil || p.off || p.newStream == nil || !b.leave() {
		return false
	}
	b.s.attach(b.c, b.c.App.(*flow), p)
	return true
}

// secure tells that the connection is encrypted from here on, and hands it over to TLS with
// what the client's lines have of it already.
func (b base) secure(early *textLines, told func(*packet.Conn)) {
	begun := early.drop()
	if told != nil {
		told(b.c)
	}
	if b.handOver("SSL") {
		b.pass(true, begun)
	}
}

// handOverUnknown gives the rest of the connection to the analyzer that
// recognizes it by what both sides say first.
func (b base) handOverUnknown() bool {
	if !b.leave() {
		return false
	}
	b.c.App.(*flow).detector = new(detector)
	return true
}

// leave has the analyzer get no more data.
func (b base) leave() bool {
	if !b.f.wants() {
		return false
	}
	b.f.handed = true
	b.c.App.(*flow).second = nil // the port's protocol was the right one
	n := 1
	for in := b.f.outer; in != nil; in = in.outer {
		n++
	}
	if n > MaxHandOvers {
		b.weird("protocols_nested_too_deep", "")
		return false
	}
	return true
}

// pass gives data to who the connection was handed over to.
func (b base) pass(orig bool, data []byte) {
	if b.f.handed && len(data) > 0 {
		b.s.deliver(b.c, b.c.App.(*flow), orig, data)
	}
}
