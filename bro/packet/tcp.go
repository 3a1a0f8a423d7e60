package packet

import "strconv"

// A tcpEnd is the sequence space of one end of a TCP connection.
//
// Positions in it are relative and have 64 bits: the SYN is at 0, the first
// byte of data at 1. They are unwrapped against the highest one sent or
// acknowledged, so that a
// segment may lie 2 GiB before or behind it.
type tcpEnd struct {
	started bool   // start is known
	partial bool   // no SYN seen: start was made up from the first segment
	closed  bool   // the end of the connection's end was handled
	fin     bool   // FIN seen
	eof     bool   // End was told
	prev    State  // state before the present one
	scale   uint8  // shift of the windows (RFC 7323)
	last    uint64 // one past the highest position sent
	acked   uint64 // one past the highest position that the peer acknowledged
	finAt   uint64 // position of the FIN
	stream  *Stream
	start   uint32 // sequence number of position 0

	// The window that was offered last: its size in bytes, the shift that the SYN
	// asked for, and the segment that offered it.
	window, windowSeq, windowAck uint32

	stormed    int64  // time of the latest FIN or RST
	firstRST   uint32 // position of the first RST, its lower half
	fins, rsts uint16

	retransmits, windows, gaps, badChecksums uint32 // counted for the history
}

// begin fixes position 0.
func (e *tcpEnd) begin(start uint32, last uint64) {
	e.started, e.start, e.last, e.acked = true, start, last, min(last, 1)
}

// rel is the position of a sequence number, negative when it lies before the start.
func (e *tcpEnd) rel(seq uint32) int64 {
	known := max(e.last, e.acked)
	return int64(known) + int64(int32(seq-(e.start+uint32(known))))
}

// Seq is the sequence number, as in packets, that comes behind all that an end of
// a TCP connection has sent.
func (c *Conn) Seq(orig bool) uint32 {
	e := &c.End(orig).tcp
	return e.start + uint32(e.last)
}

// Positions are the relative sequence numbers of a segment that has just come and
// of what it acknowledges, 0 without an ACK. Those of a SYN are 0.
func (c *Conn) Positions(p *Packet, orig bool) (seq, ack uint64) {
	of := func(e *tcpEnd, n uint32, first uint64) uint64 {
		if !e.started {
			return first
		}
		return uint64(max(e.rel(n), 0))
	}
	if seq = 1; p.TCP.Flags&SYN != 0 {
		seq = 0
	}
	seq = of(&c.End(orig).tcp, p.TCP.Seq, seq)
	if p.TCP.Flags&ACK != 0 {
		ack = of(&c.End(!orig).tcp, p.TCP.Ack, 1)
	}
	return seq, ack
}

func (e *tcpEnd) size(state, peer State) uint64 {
	if e.prev == StateSYNSent && state == StateReset && peer == StateInactive && e.acked <= 1 {
		// A half-open probe: whatever the sequence numbers say, nothing was sent.
		return 0
	}
	n := max(e.last, e.acked)
	if n > 0 {
		n-- // SYN
	}
	if n > 0 && e.fin {
		n--
	}
	return n
}

func (e *Endpoint) set(s State) {
	e.tcp.prev, e.State = e.State, s
}

// maxJump is how far the sequence number of a SYN or RST may lie from the
// connection's to be believed.
const maxJump = 1 << 20

// ended reports whether nothing more is expected on the connection.
func (c *Conn) ended() bool { return c.due == dueRemoval }

// reused reports whether p is a SYN that begins the 5-tuple anew.
func (c *Conn) reused(p *Packet) bool {
	if p.TCP.Flags&(SYN|ACK|FIN|RST) != SYN || p.BadChecksum {
		return false
	}
	e := c.from(p)
	if e.tcp.started && !e.tcp.partial && e.tcp.start == p.TCP.Seq {
		return false // retransmitted
	}
	if c.ended() {
		return true
	}
	return c.Orig.State == StateClosed || c.Resp.State == StateClosed
}

func (c *Conn) from(p *Packet) *Endpoint {
	return c.End(c.Orig.Port == p.SrcPort && c.Orig.Addr == p.Src())
}

// tcp follows a TCP segment: sequence numbers, history, state, then the
// acknowledged and the new data, then the close.
func (t *Table) tcp(c *Conn, p *Packet, orig bool) {
	e, peer := c.End(orig), c.End(!orig)
	flags := p.TCP.Flags
	switch {
	case flags&SYN != 0:
		t.synWeirds(c, p)
		t.offer(c, e, peer, p)
	case flags&(ACK|FIN|RST) == ACK && peer.State == StateInactive &&
		(e.State == StateSYNSent || e.State == StateSYNACKSent || e.State == StateEstablished):
		// It answers what the capture has not seen.
		if !c.odd {
			t.weird(c, "possible_split_routing")
		}
	}
	if flags&(FIN|RST) != 0 {
		t.storm(c, e, p)
	}

	pos := t.place(c, e, peer, p)
	underflow := pos < 0 && flags&RST == 0
	if underflow {
		t.weird(c, "TCP_seq_underflow_or_misorder")
	}
	c.flagHistory(orig, flags, p.Len, pos)
	t.offered(c, e, peer, p, orig)
	news := t.advance(c, e, p, orig, pos)
	if flags&(SYN|ACK) == SYN && !orig && e.State == StateInactive && peer.State == StateSYNACKSent {
		// The SYN comes after its answer.
		c.partial = false
		c.Flip()
		if t.Handler.Flipped != nil && !c.Skipped {
			t.Handler.Flipped(c)
		}
		orig, e, peer = true, peer, e
	}
	done := t.state(c, e, peer, p, orig, news)

	if flags&ACK != 0 && (flags&RST == 0 || p.TCP.Ack != 0) {
		t.ack(c, peer, p.TCP.Ack, orig)
	}
	if p.Len > 0 && flags&RST == 0 && !underflow {
		if flags&SYN != 0 {
			pos++
		}
		t.data(c, e, p, orig, pos)
	}
	t.eof(c, orig)
	if done || e.State == StateClosed {
		t.closed(c, e, peer)
	}
	if peer.State == StateClosed {
		t.closed(c, peer, e) // an acknowledgment may have resolved a hole
	}
}

func (c *Conn) flagHistory(orig bool, flags uint8, length int, pos int64) {
	e := &c.End(orig).tcp
	switch flags & (SYN | FIN | RST) {
	case 0:
		switch {
		case length > 0:
			c.note(orig, histData)
		case flags&ACK != 0:
			c.note(orig, histACK)
		}
	case SYN:
		letter := histSYN
		if flags&ACK != 0 {
			letter = histSYNACK
		}
		if c.noted(orig, histSYN) || c.noted(orig, histSYNACK) {
			if pos != 0 {
				c.letter(orig, letter)
			}
			break
		}
		c.note(orig, letter)
	case FIN:
		if c.noted(orig, histFIN) && e.fin && uint64(pos)+uint64(length) != e.finAt {
			c.letter(orig, histFIN)
			break
		}
		c.note(orig, histFIN)
	case RST:
		switch {
		case !c.noted(orig, histRST):
			e.firstRST = uint32(pos)
			c.note(orig, histRST)
		case e.firstRST != uint32(pos):
			c.letter(orig, histRST)
		}
	case FIN | RST:
		c.note(orig, histInconsistent)
	default:
		c.note(orig, histMulti)
	}
}

func (t *Table) synWeirds(c *Conn, p *Packet) {
	if p.TCP.Flags&RST != 0 {
		t.weird(c, "TCP_christmas")
	}
	if p.TCP.Flags&URG != 0 {
		t.weird(c, "baroque_SYN")
	}
	if p.Len > 0 {
		t.weird(c, "SYN_with_data")
	}
}

// A storm is stormSize FINs or RSTs of one end, no more than stormPause apart
// (tcp_storm_thresh, tcp_storm_interarrival_thresh).
const (
	stormSize  = 1000
	stormPause = 1e9
)

func (t *Table) storm(c *Conn, e *Endpoint, p *Packet) {
	close := p.Time < e.tcp.stormed+stormPause
	e.tcp.stormed = p.Time
	count := func(n *uint16, name string) {
		if *n < stormSize {
			*n++
		}
		if *n == stormSize && close {
			t.weird(c, name)
		}
	}
	if p.TCP.Flags&FIN != 0 {
		count(&e.tcp.fins, "FIN_storm")
	}
	if p.TCP.Flags&RST != 0 {
		count(&e.tcp.rsts, "RST_storm")
	}
}

// maxScale is the largest shift of a window (RFC 7323 2.3).
const maxScale = 14

// offer notes the first window of an end that sends a SYN, and the shift of those
// that follow. It holds only if both ends ask for one.
func (t *Table) offer(c *Conn, e, peer *Endpoint, p *Packet) {
	scale, asked := p.TCP.windowScale()
	switch {
	case asked:
		if scale > maxScale {
			t.weirdAbout(c, "TCP_scale_range", strconv.Itoa(int(scale)))
		}
		e.tcp.scale = min(scale, maxScale)
	case p.TCP.Flags&ACK != 0:
		e.tcp.scale, peer.tcp.scale = 0, 0
	}
	e.tcp.window, e.tcp.windowSeq, e.tcp.windowAck = uint32(p.TCP.Window), p.TCP.Seq, p.TCP.Ack
}

// offered judges the window that e offers with p: none at all, or less than what
// it had offered before.
func (t *Table) offered(c *Conn, e, peer *Endpoint, p *Packet, orig bool) {
	flags := p.TCP.Flags
	if p.TCP.Window == 0 && flags&RST == 0 && e.State != StateReset && peer.State != StateClosed {
		c.count(orig, &e.tcp.windows, histWindow)
	}
	// As it closes, a receiver may lose its buffer.
	if flags&(SYN|FIN|RST) != 0 || e.State == StateClosed || e.State == StateReset {
		return
	}
	if int32(p.TCP.Seq-e.tcp.windowSeq) < 0 || int32(p.TCP.Ack-e.tcp.windowAck) < 0 {
		return // an old segment
	}
	window := uint32(p.TCP.Window) << e.tcp.scale
	advance := int32(p.TCP.Ack + window - (e.tcp.windowAck + e.tcp.window))
	if advance < 0 && -advance >= 1<<e.tcp.scale {
		t.weird(c, "window_recision")
	}
	e.tcp.window, e.tcp.windowSeq, e.tcp.windowAck = window, p.TCP.Seq, p.TCP.Ack
}

// length is the room that p takes in the sequence space.
func (p *Packet) length() uint64 {
	n := uint64(p.Len)
	if p.TCP.Flags&SYN != 0 {
		n++
	}
	if p.TCP.Flags&FIN != 0 {
		n++
	}
	return n
}

// place returns the segment's position. It begins the sequence space of an end that has
// sent nothing yet, or begins it anew.
func (t *Table) place(c *Conn, e, peer *Endpoint, p *Packet) int64 {
	flags, seq := p.TCP.Flags, p.TCP.Seq
	syn := flags&SYN != 0
	switch {
	case !e.tcp.started || e.State == StateInactive:
		// What the peer acknowledged before only told where to look.
		e.tcp.stream = nil
		if syn {
			e.tcp.begin(seq, 1)
			e.tcp.partial = false
			return 0
		}
		e.tcp.begin(seq-1, 1)
		e.tcp.partial = true
		return 1
	case !syn || e.tcp.start == seq:
	case e.State == StateSYNSent || e.State == StateSYNACKSent ||
		(e.State == StateEstablished || e.State == StatePartial) && c.Size(e == &c.Orig) == 0:
		t.weird(c, "SYN_seq_jump")
		e.tcp.begin(seq, 1)
	case e.State == StateReset && e.tcp.prev == StateInactive:
		// Its RST was forged, perhaps.
		e.tcp.begin(seq, 1)
	}
	if flags&FIN != 0 && !e.tcp.fin && e.tcp.last == 1 {
		return int64(seq - e.tcp.start) // nothing but a SYN before: up to 4 GiB were sent
	}
	return e.tcp.rel(seq)
}

// advance moves the end of what e has sent behind p, and reports whether p reaches
// further than what came before.
func (t *Table) advance(c *Conn, e *Endpoint, p *Packet, orig bool, pos int64) bool {
	flags := p.TCP.Flags
	length := p.length()
	end := pos + int64(length)
	news := end > int64(e.tcp.last)
	switch {
	case e.State == StateReset:
		return news // what comes after a RST proves nothing
	case flags&(SYN|RST) != 0 && (end-int64(e.tcp.last) > maxJump || int64(e.tcp.last)-end > maxJump):
		return news
	case length == 0 && flags&RST != 0:
		return news // the sequence number of a RST proves no data
	case news:
		e.tcp.last = uint64(end)
	case p.Len > 0:
		// Also out of order, which looks the same from here.
		c.count(orig, &e.tcp.retransmits, histRetransmit)
	}
	if flags&FIN != 0 && !e.tcp.fin && end > 0 {
		e.tcp.fin, e.tcp.finAt = true, uint64(end-1)
	}
	return news
}

// state moves the state of the end that sent p and reports whether that end is
// done. news says that p reaches further than what the end sent before.
func (t *Table) state(c *Conn, e, peer *Endpoint, p *Packet, orig, news bool) (done bool) {
	switch e.State {
	case StateInactive:
		return t.fromInactive(c, e, peer, p, orig)
	case StateSYNSent, StateSYNACKSent:
		return t.fromSYNSent(c, e, peer, p, orig)
	case StatePartial, StateEstablished:
		return t.fromEstablished(c, e, peer, p, orig)
	case StateClosed:
		return t.fromClosed(c, e, peer, p, news)
	default:
		t.afterReset(c, p)
		return false
	}
}

func (t *Table) afterReset(c *Conn, p *Packet) {
	flags := p.TCP.Flags
	if flags&SYN != 0 {
		t.weird(c, "SYN_after_reset")
	}
	if flags&FIN != 0 {
		t.weird(c, "FIN_after_reset")
	}
	if p.Len > 0 && flags&RST == 0 {
		t.weird(c, "data_after_reset")
	}
}

func (t *Table) fromInactive(c *Conn, e, peer *Endpoint, p *Packet, orig bool) bool {
	switch flags := p.TCP.Flags; {
	case flags&RST != 0:
		e.set(StateReset)
		switch {
		case !orig && (peer.State == StateSYNSent || peer.State == StateSYNACKSent):
			t.change(c, ChangeRejected)
		case peer.State == StateInactive:
			t.weird(c, "spontaneous_RST")
		}
		return true
	case flags&FIN != 0:
		e.set(StateClosed)
		if peer.State != StatePartial && flags&SYN == 0 {
			t.weird(c, "spontaneous_FIN")
		}
		return true
	case flags&SYN != 0 && flags&ACK == 0:
		e.set(StateSYNSent)
		if orig && peer.State == StateSYNACKSent {
			e.set(StateEstablished)
			peer.set(StateEstablished)
			t.change(c, ChangeEstablished)
		}
		if orig {
			t.change(c, ChangeSYN)
			c.due, c.deadline = dueAttempt, p.Time+int64(t.Timeouts.TCPAttempt)
			c.schedule()
		}
	case flags&SYN != 0:
		t.synACK(c, e, peer, p, orig)
	default:
		e.set(StatePartial)
		if peer.State == StatePartial {
			t.change(c, ChangePartial)
		}
	}
	return false
}

func (t *Table) synACK(c *Conn, e, peer *Endpoint, p *Packet, orig bool) {
	switch peer.State {
	case StateInactive:
		if orig {
			t.weird(c, "connection_originator_SYN_ack")
		}
		e.set(StateSYNACKSent)
	case StatePartial:
		e.set(StateEstablished)
	case StateSYNSent:
		if ack := peer.tcp.rel(p.TCP.Ack); !orig && (ack < 0 || ack > int64(peer.tcp.last)) {
			t.weird(c, "bad_SYN_ack")
		}
		e.set(StateEstablished)
		peer.set(StateEstablished)
		t.change(c, ChangeEstablished)
	default:
		e.set(StateEstablished)
	}
}

func (t *Table) fromSYNSent(c *Conn, e, peer *Endpoint, p *Packet, orig bool) bool {
	switch flags := p.TCP.Flags; {
	case flags&RST != 0:
		e.set(StateReset)
		return true
	case flags&FIN != 0:
		if peer.State == StateInactive || peer.State == StateSYNSent {
			t.weird(c, "inappropriate_FIN")
		}
		e.set(StateClosed)
		return true
	case flags&SYN != 0:
		switch {
		case orig && flags&ACK != 0 && e.State != StateSYNACKSent:
			t.weird(c, "repeated_SYN_with_ack")
		case !orig && flags&ACK == 0 && e.State != StateSYNSent:
			t.weird(c, "repeated_SYN_reply_wo_ack")
		}
		if flags&ACK != 0 && e.State == StateSYNSent && peer.State == StateSYNSent {
			// Simultaneous open: both sent a SYN, this one now answers.
			t.synACK(c, e, peer, p, orig)
		}
	case peer.State == StateInactive && p.Len > 0 && e.State == StateSYNSent:
		t.weird(c, "data_before_established")
	case e.State == StateSYNACKSent && peer.State == StatePartial:
		e.set(StateEstablished)
	}
	return false
}

func (t *Table) fromEstablished(c *Conn, e, peer *Endpoint, p *Packet, orig bool) bool {
	switch flags := p.TCP.Flags; {
	case flags&RST != 0:
		e.set(StateReset)
		return true
	case flags&FIN != 0:
		e.set(StateClosed)
		return true
	case flags&SYN != 0:
		if e.State == StatePartial && peer.State == StateInactive && flags&ACK == 0 {
			t.weird(c, "SYN_after_partial")
			e.set(StateSYNSent)
		}
		if c.Size(orig) > 0 {
			t.weird(c, "SYN_inside_connection")
		}
	case orig && flags&ACK != 0 && e.State == StateEstablished && peer.State == StateEstablished:
		t.change(c, ChangeFirstACK)
	case peer.State == StateSYNACKSent:
		peer.set(StateEstablished)
	}
	return false
}

func (t *Table) fromClosed(c *Conn, e, peer *Endpoint, p *Packet, news bool) bool {
	flags := p.TCP.Flags
	if flags&SYN != 0 {
		t.weird(c, "SYN_after_close")
	}
	if flags&(FIN|RST) == FIN && news {
		t.weird(c, "FIN_advanced_last_seq")
	}
	if flags&RST == 0 || peer.State == StateClosed || peer.State == StateReset {
		return false // or both ends are done already
	}
	e.set(StateReset)
	e.tcp.closed = false
	return true
}

// closed handles that end e sent its FIN or RST. A FIN waits until the data
// before it is there.
func (t *Table) closed(c *Conn, e, peer *Endpoint) {
	if e.tcp.closed || e.State == StateClosed && e.tcp.pending() {
		return
	}
	e.tcp.closed = true
	reset := e.State == StateReset
	switch {
	case reset || peer.tcp.closed || peer.State == StateInactive:
		switch {
		case !reset && peer.State == StateClosed:
			t.change(c, ChangeFinished)
		case reset && !c.raised(ChangeRejected) && peer.State != StateInactive:
			t.change(c, ChangeReset)
		}
		delay := t.Timeouts.TCPClose
		if reset {
			delay = t.Timeouts.TCPReset
		}
		c.due, c.deadline = dueRemoval, c.Last+int64(delay)
	default:
		t.change(c, ChangeHalfFinished)
		if peer.State == StatePartial || e.tcp.prev == StatePartial {
			c.due, c.deadline = duePartial, c.Last+int64(t.Timeouts.TCPPartialClose)
		}
	}
	c.schedule()
}

// ack handles that one end acknowledged data of the other, peer.
func (t *Table) ack(c *Conn, peer *Endpoint, ack uint32, orig bool) {
	if !peer.tcp.started {
		// The acknowledgment is all that was ever seen of the peer.
		peer.tcp.begin(ack-1, 1)
		peer.tcp.partial = true
		return
	}
	pos := peer.tcp.rel(ack)
	if pos < 0 {
		t.weird(c, "TCP_ack_underflow_or_misorder")
		return
	}
	if pos <= int64(peer.tcp.acked) {
		return
	}
	if pos > 1 && c.Followed() {
		t.Stats.ACKs++
		t.Stats.ACKBytes += uint64(pos) - max(peer.tcp.acked, 1)
	}
	peer.tcp.acked = uint64(pos)
	if peer.tcp.fin && uint64(pos) > peer.tcp.finAt {
		pos = int64(peer.tcp.finAt)
	}
	s := t.stream(c, peer)
	if s != nil && s.sent != nil && pos > 0 {
		s.sent.ack(uint64(pos - 1))
	}
	if s != nil && uint64(pos-1) > s.next && pos > 0 {
		t.Hooks.EnterComponent(ComponentReassembler)
		t.cur = delivery{t: t, c: c, orig: !orig}
		held := s.buffered
		s.acked(uint64(pos-1), &t.cur)
		t.buffered += s.buffered - held
		t.Hooks.LeaveComponent(ComponentReassembler)
		t.eof(c, !orig)
	}
}

// data hands a segment's payload, whose first byte is at pos, to the stream.
func (t *Table) data(c *Conn, e *Endpoint, p *Packet, orig bool, pos int64) {
	s := t.stream(c, e)
	if s == nil {
		return
	}
	if len(p.Payload) < p.Len {
		t.weird(c, "truncated_tcp_payload")
		return
	}
	b := p.Payload
	if pos < 1 {
		if int64(len(b)) <= 1-pos {
			return
		}
		b, pos = b[1-pos:], 1
	}
	if e.tcp.fin && uint64(pos) >= e.tcp.finAt {
		return
	}
	t.Hooks.EnterComponent(ComponentReassembler)
	t.cur = delivery{t, c, orig, p.TCP.Flags}
	held := s.buffered
	s.add(uint64(pos-1), b, &t.cur)
	t.buffered += s.buffered - held
	switch {
	case s.buffered > maxUnacknowledged && e.tcp.acked <= 1:
		t.weird(c, "above_hole_data_without_any_acks")
		t.buffered -= s.buffered
		s.abandon()
	case t.buffered > MaxBuffered && s.buffered > 0:
		t.buffered -= s.buffered
		s.giveUp(&t.cur)
	}
	t.Hooks.LeaveComponent(ComponentReassembler)
}

// stream is the end's stream, made when first needed; nil when there is none.
func (t *Table) stream(c *Conn, e *Endpoint) *Stream {
	if e.tcp.stream == nil && t.Handler.Stream != nil && !c.Skipped {
		e.tcp.stream = new(Stream)
		if t.Handler.Inconsistent != nil {
			e.tcp.stream.sent = &sent{old: t.OldSegments}
		}
	}
	return e.tcp.stream
}

// eof tells the end of a stream once all of it is delivered.
func (t *Table) eof(c *Conn, orig bool) {
	e := &c.End(orig).tcp
	if !e.fin || e.eof || e.finAt == 0 || e.stream != nil && e.stream.next < e.finAt-1 {
		return
	}
	e.eof = true
	if t.Handler.End != nil && !c.Skipped {
		t.Handler.End(c, orig)
	}
}

// pending reports whether data waits above a hole.
func (e *tcpEnd) pending() bool { return e.stream != nil && len(e.stream.segments) > 0 }

func (t *Table) finishStreams(c *Conn) {
	for _, orig := range [...]bool{true, false} {
		s := c.End(orig).tcp.stream
		if s == nil || len(s.segments) == 0 {
			continue
		}
		t.Hooks.EnterComponent(ComponentReassembler)
		t.cur = delivery{t: t, c: c, orig: orig}
		t.buffered -= s.buffered
		s.finish(&t.cur)
		t.Hooks.LeaveComponent(ComponentReassembler)
		t.eof(c, orig)
	}
}

// A delivery is the sink of the stream at work.
type delivery struct {
	t    *Table
	c    *Conn
	orig bool
	// flags are the TCP flags of the segment that brings data.
	flags uint8
}

func (d *delivery) deliver(data []byte) {
	d.t.Handler.Stream(d.c, d.orig, data)
}

func (d *delivery) gap(pos, n uint64) {
	c, e := d.c, d.c.End(d.orig)
	if !c.Followed() {
		// In a half-seen connection an acknowledgment proves nothing about
		// what the capture missed.
		e.tcp.stream.gaps -= n
	} else {
		c.count(d.orig, &e.tcp.gaps, histGap)
		d.t.Stats.Gaps++
		d.t.Stats.GapBytes += n
	}
	if d.t.Handler.Gap != nil {
		d.t.Handler.Gap(c, d.orig, pos, n)
	}
}

func (d *delivery) inconsistent(had, now []byte) {
	d.t.Handler.Inconsistent(d.c, d.orig, had, now, d.flags)
}

func (d *delivery) overflow() {
	d.t.Stats.StreamOverflows++
	d.t.weird(d.c, "excessive_data_without_further_acks")
}

// followed reports whether the end was seen from its handshake on.
func (e *Endpoint) followed() bool {
	return e.State == StateEstablished || e.State >= StateClosed && e.tcp.prev == StateEstablished
}
