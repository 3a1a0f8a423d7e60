package packet

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// A Handler is told what happens to connections, in the order of the packets.
// Nil fields cost a comparison. Handlers must not feed the table. Skipped
// connections are told to New only, so that they can be counted.
type Handler struct {
	// New is called for the first packet of a connection, before anything else.
	New func(c *Conn, p *Packet)
	// Packet is called for each packet of a connection, before its content is
	// looked at.
	Packet func(c *Conn, p *Packet, orig bool)
	// FlowLabel tells that an end's packets have another IPv6 flow label now.
	FlowLabel func(c *Conn, orig bool, old, label uint32)
	// Change tells of TCP connections as a whole. Each Change is told once.
	Change func(c *Conn, e Change)
	// Datagram brings a UDP or ICMP packet with a valid checksum.
	Datagram func(c *Conn, p *Packet, orig bool)
	// Stream brings TCP data in order. data is good for the call only.
	Stream func(c *Conn, orig bool, data []byte)
	// Inconsistent says that bytes which were sent before were sent again with
	// other values, in a segment with these flags. Where it is set, what was sent
	// is kept until it is acknowledged, and OldSegments of it longer.
	Inconsistent func(c *Conn, orig bool, had, now []byte, flags uint8)
	// Gap says that n bytes of the stream at position pos are missing. Unless
	// the connection is Followed that may be the capture's start, not a loss.
	Gap func(c *Conn, orig bool, pos, n uint64)
	// End says that a stream is complete: a FIN, all data before it delivered.
	End func(c *Conn, orig bool)
	// Flipped says that the table has turned a connection round (Conn.Flip) as its
	// SYN came after the answer.
	Flipped func(c *Conn)
	// Removed is the last call for a connection.
	Removed func(c *Conn)
	// TunnelChanged is called when a packet came in another tunnel than the one
	// before; c.Tunnel is the packet's.
	TunnelChanged func(c *Conn)
	// Weird tells of what a proper network does not do, by Bro's names.
	Weird func(c *Conn, name, addl string)
}

// Timeouts are Bro's, by network time.
type Timeouts struct {
	TCPAttempt      time.Duration // from a SYN without answer to the attempt (tcp_attempt_delay)
	TCPInactivity   time.Duration // tcp_inactivity_timeout
	TCPClose        time.Duration // from the end of a connection to its removal (tcp_close_delay)
	TCPReset        time.Duration // the same after a RST (tcp_reset_delay)
	TCPPartialClose time.Duration // tcp_partial_close_delay
	UDPInactivity   time.Duration
	ICMPInactivity  time.Duration
	OtherInactivity time.Duration // other IP protocols (unknown_ip_inactivity_timeout)
}

// DefaultTimeouts are those of Bro's init-bare.
func DefaultTimeouts() Timeouts {
	return Timeouts{
		TCPAttempt:      5 * time.Second,
		TCPInactivity:   5 * time.Minute,
		TCPClose:        5 * time.Second,
		TCPReset:        100 * time.Millisecond,
		TCPPartialClose: 3 * time.Second,
		UDPInactivity:   time.Minute,
		ICMPInactivity:  time.Minute,
		OtherInactivity: time.Minute,
	}
}

// TableStats counts connections.
type TableStats struct {
	TCP, UDP, ICMP uint64 // connections so far
	Other          uint64 // flows of other IP protocols
	Skipped        uint64 // of those, dropped by the skip ratio
	SkippedPackets uint64
	BadChecksum    uint64 // packets not analyzed for their transport checksum
	Gaps, GapBytes uint64
	// ACKs of established connections acknowledged what none before had: ACKBytes.
	ACKs, ACKBytes  uint64
	Active          int // connections now
	MaxActive       int
	MaxTCP          int
	MaxUDP          int
	MaxICMP         int
	TimedOut        uint64 // connections that were silent for too long
	ActiveTCP       int
	ActiveUDP       int
	ActiveICMP      int
	StreamOverflows uint64 // times a reassembly limit was hit
}

// A Table holds the connections that are alive. Create it with NewTable.
type Table struct {
	Handler  Handler
	Hooks    Hooks
	Timeouts Timeouts
	Timers   Timers
	Stats    TableStats

	// Seed decides uids and which connections a skip ratio drops.
	Seed uint64
	// SkipRatio is the share of new connections to drop, 0 to 1. The choice is
	// a threshold on a hash of seed, 5-tuple and start, so that what a ratio
	// drops every larger ratio drops too.
	SkipRatio float64
	// LikelyServer says whether a port is a service's; with it the table turns
	// round connections whose first packet seems to come from the server.
	LikelyServer func(proto uint8, port uint16) bool

	// OldSegments is how many acknowledged segments of a direction are kept for
	// Inconsistent (tcp_max_old_segments).
	OldSegments int

	conns    map[key]*Conn
	recent   recent
	ordinal  uint64
	buffered int // bytes above holes, of all connections
	cur      delivery
}

// NewTable returns an empty table with Bro's timeouts.
func NewTable() *Table {
	return &Table{Timeouts: DefaultTimeouts(), conns: make(map[key]*Conn)}
}

// Process takes a packet that Decode returned DropNone for. Timers are the
// caller's to expire first, with Timers.Expire(p.Time).
func (t *Table) Process(p *Packet) {
	component := ComponentOther
	switch p.Proto {
	case ProtoTCP:
		component = ComponentTCP
	case ProtoUDP:
		component = ComponentUDP
	case ProtoICMP, ProtoICMPv6:
		component = ComponentICMP
	}
	t.Hooks.EnterComponent(component)
	t.process(p)
	t.Hooks.LeaveComponent(component)
}

// connectionLinger is how long the addresses and ports of a connection that has
// ended should not be used again (tcp_connection_linger).
const connectionLinger = 5e9

func (t *Table) process(p *Packet) {
	var k key
	forward := k.tuple(&p.src, &p.dst, p.SrcPort, p.DstPort, p.Proto, p.oneWay)
	c := t.recent.find(&k)
	if c == nil {
		if c = t.conns[k]; c != nil {
			t.recent.add(&k, c)
		}
	}
	if c != nil && p.Proto == ProtoTCP && c.reused(p) {
		switch {
		case !c.ended():
			t.weird(c, "active_connection_reuse")
		case p.Time < c.Last+connectionLinger:
			t.weird(c, "premature_connection_reuse")
		}
		t.change(c, ChangeReused)
		t.remove(c)
		c = nil
	}
	if c == nil {
		c = t.add(k, p, forward)
	} else if c.Tunnel != p.Tunnel {
		c.Tunnel = p.Tunnel
		if t.Handler.TunnelChanged != nil && !c.Skipped {
			t.Handler.TunnelChanged(c)
		}
	}
	orig := forward == c.lowIsOrig
	e := c.End(orig)
	if !p.BadChecksum { // else who knows whose packet it is
		if !c.ended() {
			// What trails the end, such as the ACK of the last FIN, is counted but
			// does not lengthen the connection.
			c.Last = max(c.Last, p.Time)
		}
		e.Packets++
		e.IPBytes += uint64(p.IPLen)
		if p.Version == 6 {
			t.flowLabel(c, e, p, orig)
		}
	}
	if c.Skipped {
		t.Stats.SkippedPackets++
	} else if t.Handler.Packet != nil {
		t.Handler.Packet(c, p, orig)
	}
	if p.BadChecksum {
		t.Stats.BadChecksum++
		t.badChecksum(c, e, orig)
		return
	}
	if p.Proto == ProtoTCP {
		t.tcp(c, p, orig)
		return
	}
	e.State = StateActive
	switch p.Proto {
	case ProtoUDP:
		c.note(orig, histData)
	case ProtoICMP, ProtoICMPv6:
	default:
		return // what is payload, is not known
	}
	e.payload += uint64(p.Len)
	if t.Handler.Datagram != nil && !c.Skipped {
		t.Handler.Datagram(c, p, orig)
	}
}

func (t *Table) flowLabel(c *Conn, e *Endpoint, p *Packet, orig bool) {
	label, old := p.FlowLabel(), e.FlowLabel
	e.FlowLabel = label
	if label != old && e.Packets > 1 && t.Handler.FlowLabel != nil && !c.Skipped {
		t.Handler.FlowLabel(c, orig, old, label)
	}
}

func (t *Table) badChecksum(c *Conn, e *Endpoint, orig bool) {
	c.count(orig, &e.tcp.badChecksums, histChecksum)
	switch c.Proto {
	case ProtoTCP:
		t.weird(c, "bad_TCP_checksum")
	case ProtoUDP:
		t.weird(c, "bad_UDP_checksum")
	default:
		t.weird(c, "bad_ICMP_checksum")
	}
}

// NewUID returns the identifier of something that is like a connection but has
// no packets of its own.
func (t *Table) NewUID() string {
	t.ordinal++
	return UID('C', t.Seed, t.ordinal)
}

func (t *Table) add(k key, p *Packet, forward bool) *Conn {
	t.ordinal++
	c := &Conn{
		UID:       UID('C', t.Seed, t.ordinal),
		Proto:     p.Proto,
		Start:     p.Time,
		Last:      p.Time,
		Ordinal:   t.ordinal,
		VLAN:      p.VLAN,
		Inner:     p.InnerVLAN,
		Tunnel:    p.Tunnel,
		lowIsOrig: forward,
		table:     t,
	}
	c.timer.Owner = c
	c.history = c.past[:0]
	copy(c.OrigMAC[:], p.SrcMAC)
	copy(c.RespMAC[:], p.DstMAC)
	c.Orig.Addr, c.Orig.Port = p.Src(), p.SrcPort
	c.Resp.Addr, c.Resp.Port = p.Dst(), p.DstPort
	switch p.Proto {
	case ProtoTCP:
		c.inactivity = int64(t.Timeouts.TCPInactivity)
		c.partial = p.TCP.Flags&SYN == 0
		t.Stats.TCP++
		t.Stats.ActiveTCP++
	case ProtoUDP:
		c.inactivity = int64(t.Timeouts.UDPInactivity)
		t.Stats.UDP++
		t.Stats.ActiveUDP++
	case ProtoICMP, ProtoICMPv6:
		c.inactivity = int64(t.Timeouts.ICMPInactivity)
		t.Stats.ICMP++
		t.Stats.ActiveICMP++
	default:
		c.inactivity = int64(t.Timeouts.OtherInactivity)
		t.Stats.Other++
	}
	if t.fromServer(p) {
		c.Flip()
	}
	if t.SkipRatio > 0 {
		// Compare 53 bits: they fit a float64 exactly, and 1.0 drops everything.
		share := float64(k.hash(t.Seed, p.Time)>>11) / (1 << 53)
		c.Skipped = share < t.SkipRatio
	}
	if c.Skipped {
		t.Stats.Skipped++
	}
	t.conns[k] = c
	t.recent.add(&k, c)
	t.Stats.Active++
	st := &t.Stats
	st.MaxActive = max(st.MaxActive, st.Active)
	st.MaxTCP, st.MaxUDP, st.MaxICMP = max(st.MaxTCP, st.ActiveTCP), max(st.MaxUDP, st.ActiveUDP), max(st.MaxICMP, st.ActiveICMP)
	c.schedule()
	if t.Handler.New != nil {
		t.Handler.New(c, p)
	}
	return c
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// fromServer guesses whether a connection's first packet is an answer.
func (t *Table) fromServer(p *Packet) bool {
	if p.Proto != ProtoTCP && p.Proto != ProtoUDP {
		return false
	}
	if p.Proto == ProtoTCP && p.TCP.Flags&(SYN|ACK) == SYN {
		return false
	}
	if dst := p.Dst(); dst.IsMulticast() || dst == broadcast {
		return false // nobody asks from a group's address
	}
	return t.LikelyServer != nil && t.LikelyServer(p.Proto, p.SrcPort) && !t.LikelyServer(p.Proto, p.DstPort)
}

// Lookup returns the connection between two ends, either of which may have
// begun it, or nil.
func (t *Table) Lookup(proto uint8, a, b netip.AddrPort) *Conn {
	var k key
	src, dst := a.Addr().As16(), b.Addr().As16()
	k.tuple(&src, &dst, a.Port(), b.Port(), proto, false)
	if c := t.conns[k]; c != nil || proto != ProtoICMP && proto != ProtoICMPv6 {
		return c
	}
	k.tuple(&src, &dst, a.Port(), b.Port(), proto, true)
	return t.conns[k]
}

func (t *Table) remove(c *Conn) {
	if c.gone {
		return
	}
	t.finishStreams(c)
	c.gone = true
	t.Timers.Stop(&c.timer)
	k := c.key()
	delete(t.conns, k)
	t.recent.remove(&k)
	t.Stats.Active--
	switch c.Proto {
	case ProtoTCP:
		t.Stats.ActiveTCP--
	case ProtoUDP:
		t.Stats.ActiveUDP--
	case ProtoICMP, ProtoICMPv6:
		t.Stats.ActiveICMP--
	}
	if t.Handler.Removed != nil && !c.Skipped {
		t.Handler.Removed(c)
	}
}

// Buffered is the number of bytes that wait for reassembly.
func (t *Table) Buffered() int { return t.buffered }

// CountStates counts the TCP connections that are alive by the states of originator and
// responder.
func (t *Table) CountStates(n *[StateReset + 1][StateReset + 1]int) {
	for _, c := range t.conns {
		if c.Proto == ProtoTCP {
			n[c.Orig.State][c.Resp.State]++
		}
	}
}

// Remove ends a connection now, as a timeout would.
func (t *Table) Remove(c *Conn) { t.remove(c) }

// Flush ends all connections, oldest first: the capture is over.
func (t *Table) Flush() {
	left := slices.SortedFunc(maps.Values(t.conns), func(a, b *Conn) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	for _, c := range left {
		if c.Proto == ProtoTCP && !c.ended() {
			t.change(c, ChangePending)
		}
		t.remove(c)
	}
}

func (t *Table) change(c *Conn, e Change) {
	if c.raised(e) {
		return
	}
	c.events |= 1 << e
	if t.Handler.Change != nil && !c.Skipped {
		t.Handler.Change(c, e)
	}
}

func (t *Table) weird(c *Conn, name string) { t.weirdAbout(c, name, "") }

func (t *Table) weirdAbout(c *Conn, name, addl string) {
	c.odd = true
	if t.Handler.Weird != nil && !c.Skipped {
		t.Handler.Weird(c, name, addl)
	}
}
