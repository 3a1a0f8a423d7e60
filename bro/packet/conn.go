package packet

import (
	"net/netip"
	"strings"
	"time"
)

// A State is what one end of a connection was last seen to do, in Bro's words
// and with the values of Bro's constants TCP_INACTIVE to TCP_RESET. Ends of UDP
// and ICMP flows are StateInactive or StateActive (UDP_INACTIVE, UDP_ACTIVE).
type State uint8

// States of an end.
const (
	StateInactive    State = iota // nothing seen
	StateSYNSent                  // SYN, no answer yet
	StateSYNACKSent               // SYN-ACK
	StatePartial                  // data without a SYN
	StateEstablished              // handshake seen
	StateClosed                   // FIN
	StateReset                    // RST

	StateActive State = 1 // UDP and ICMP: sent something
)

// An Endpoint is one end of a connection.
type Endpoint struct {
	Addr  netip.Addr
	Port  uint16 // ICMP: message type (originator), type of the answer or code (responder)
	State State
	// FlowLabel is that of the latest IPv6 packet.
	FlowLabel uint32
	Packets   uint64
	IPBytes   uint64 // IP datagrams with their headers

	payload uint64 // UDP and ICMP payload bytes
	tcp     tcpEnd
}

// A Conn is a connection: a TCP connection, or the packets of a UDP or ICMP
// 5-tuple, or of another IP protocol between two addresses, until an inactivity
// timeout.
type Conn struct {
	UID     string
	Proto   uint8 // IP protocol
	Orig    Endpoint
	Resp    Endpoint
	Start   int64 // time of the first packet, ns since the Unix epoch
	Last    int64 // time of the latest packet
	Ordinal uint64
	VLAN    uint16
	Inner   uint16

	// Tunnel is what the latest packet came in, nil if it came as it is.
	Tunnel *Encapsulation

	// OrigMAC and RespMAC are the link addresses of the first packet; zero where
	// its link has none.
	OrigMAC, RespMAC [6]byte

	// Skipped is set for a connection that the skip ratio dropped: its packets
	// are counted, nothing else.
	Skipped bool

	// App belongs to the table's user: what it knows about the connection.
	App any
	// Script belongs to the user of that user: the script-level record.
	Script any

	lowIsOrig  bool
	partial    bool // first packet was no SYN
	gone       bool
	odd        bool // a weird was told of it
	timeout    bool
	due        due    // what happens at the deadline
	events     uint16 // Changes raised, as bits
	seen       uint32 // history letters, as bits; responder's in the upper half
	history    []byte
	past       [16]byte // history, as long as it is short
	timer      Timer
	table      *Table
	deadline   int64
	inactivity int64 // timeout in ns
}

// A due is what a TCP connection's deadline is for.
type due uint8

const (
	dueNothing due = iota
	dueAttempt     // the SYN should have an answer
	duePartial     // the other end of a half-seen connection should have closed too
	dueRemoval     // nothing more is expected
)

// key is what the table knows the connection by.
func (c *Conn) key() key {
	low, high := &c.Orig, &c.Resp
	if !c.lowIsOrig {
		low, high = high, low
	}
	return key{low.Addr.As16(), high.Addr.As16(), low.Port, high.Port, c.Proto}
}

// Size is the number of payload bytes the end sent. For TCP it comes from the
// sequence numbers, whether or not the packets were captured (orig_bytes and
// resp_bytes in conn.log).
func (c *Conn) Size(orig bool) uint64 {
	e := c.End(orig)
	if c.Proto != ProtoTCP {
		return e.payload
	}
	return e.tcp.size(e.State, c.End(!orig).State)
}

// Missed is the number of payload bytes of the end that a gap swallowed.
func (c *Conn) Missed(orig bool) uint64 {
	if s := c.End(orig).tcp.stream; s != nil {
		return s.gaps
	}
	return 0
}

// End is the originator or the responder.
func (c *Conn) End(orig bool) *Endpoint {
	if orig {
		return &c.Orig
	}
	return &c.Resp
}

// Duration is the time from the first to the latest packet.
func (c *Conn) Duration() time.Duration { return time.Duration(c.Last - c.Start) }

// History is what happened, one letter each in order: upper case for the
// originator, lower case for the responder.
//
//	S SYN            F FIN                     C bad checksum *
//	H SYN-ACK        R RST                     T retransmission *
//	A pure ACK       I inconsistent flags      W zero window *
//	D data           Q several of SYN, FIN, RST  G content gap *
//	^ originator and responder exchanged by heuristic
//	X not analyzed further because of a limit
//
// A letter is added the first time it applies; those marked * again at the
// 10th, 100th, ... time, S, H, F and R again at another sequence number.
func (c *Conn) History() string { return string(c.history) }

// HistoryLen is the length of History, which only grows: a cheap way to see
// whether it has changed.
func (c *Conn) HistoryLen() int { return len(c.history) }

// ConnState is the summary that Bro's conn.log calls conn_state: S0 S1 SF REJ
// S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH.
func (c *Conn) ConnState() string {
	o, r := c.Orig.State, c.Resp.State
	if c.Proto == ProtoUDP {
		switch {
		case o == StateActive && r == StateActive:
			return "SF"
		case o == StateActive:
			return "S0"
		case r == StateActive:
			return "SHR"
		}
		return "OTH"
	}
	if c.Proto != ProtoTCP {
		return "OTH"
	}
	unseen := func(s State) bool { return s == StateInactive || s == StatePartial }
	switch {
	case r == StateReset && (o == StateSYNSent || o == StateSYNACKSent),
		r == StateReset && o == StateReset && c.Size(true) == 0 && c.Size(false) == 0:
		return "REJ"
	case r == StateReset && unseen(o):
		return "RSTRH"
	case r == StateReset:
		return "RSTR"
	case o == StateReset && unseen(r) && c.probed():
		return "RSTOS0"
	case o == StateReset && unseen(r):
		return "OTH"
	case o == StateReset:
		return "RSTO"
	case o == StateClosed && r == StateClosed:
		return "SF"
	case o == StateClosed && unseen(r):
		return "SH"
	case o == StateClosed:
		return "S2"
	case r == StateClosed && unseen(o):
		return "SHR"
	case r == StateClosed:
		return "S3"
	case o == StateSYNSent && r == StateInactive:
		return "S0"
	case o == StateEstablished && r == StateEstablished:
		return "S1"
	}
	return "OTH"
}

// probed reports whether the originator sent a SYN and then a RST with nothing
// between them that an open connection has.
func (c *Conn) probed() bool {
	h := strings.TrimPrefix(string(c.history), "^")
	between, _, reset := strings.Cut(h, "R")
	return reset && strings.HasPrefix(between, "S") && !strings.ContainsAny(between[1:], "HAFGIQ")
}

// Partial reports whether the TCP connection was first seen after its
// handshake.
func (c *Conn) Partial() bool { return c.partial }

// Followed reports whether both ends of the TCP connection were seen from their
// handshake on. Only then is a gap proof of missing packets.
func (c *Conn) Followed() bool { return c.Orig.followed() && c.Resp.followed() }

// Established reports whether a TCP handshake was seen.
func (c *Conn) Established() bool { return c.raised(ChangeEstablished) }

// TimedOut reports whether the connection ended by a timeout.
func (c *Conn) TimedOut() bool { return c.timeout }

// SetInactivityTimeout replaces the protocol's timeout for this connection, as
// Bro's set_inactivity_timeout does. 0 is never.
func (c *Conn) SetInactivityTimeout(d time.Duration) {
	c.inactivity = int64(d)
	c.schedule()
}

// InactivityTimeout is how long the connection may be silent, 0 for ever.
func (c *Conn) InactivityTimeout() time.Duration { return time.Duration(c.inactivity) }

// Flip exchanges originator and responder, for an analyzer that finds out that
// the first packet was an answer. History so far keeps its letters. What was
// counted of a flow stays with the originator, whoever that is now, as in Bro; the
// ends of a TCP connection take all they have with them.
func (c *Conn) Flip() {
	c.Orig, c.Resp = c.Resp, c.Orig
	c.OrigMAC, c.RespMAC = c.RespMAC, c.OrigMAC
	c.lowIsOrig = !c.lowIsOrig
	c.history = append(c.history, '^')
	if c.Proto == ProtoTCP {
		c.seen = c.seen<<16 | c.seen>>16
		return
	}
	o, r := &c.Orig, &c.Resp
	o.State, r.State = r.State, o.State
	o.Packets, r.Packets = r.Packets, o.Packets
	o.IPBytes, r.IPBytes = r.IPBytes, o.IPBytes
	o.payload, r.payload = r.payload, o.payload
}

// letters of the history; the index is the bit in Conn.seen.
const letters = "SHAFRDIQCTWGX"

const (
	histSYN = iota
	histSYNACK
	histACK
	histFIN
	histRST
	histData
	histInconsistent
	histMulti
	histChecksum
	histRetransmit
	histWindow
	histGap
	histLimit
)

func historyBit(orig bool, letter int) uint32 {
	if orig {
		return 1 << letter
	}
	return 1 << (letter + 16)
}

func (c *Conn) noted(orig bool, letter int) bool { return c.seen&historyBit(orig, letter) != 0 }

func (c *Conn) note(orig bool, letter int) {
	if !c.noted(orig, letter) {
		c.seen |= historyBit(orig, letter)
		c.letter(orig, letter)
	}
}

// NoteLimit notes that what the end sent is not analyzed further because of a limit:
// it is in too many tunnels, or a message has too many parts.
func (c *Conn) NoteLimit(orig bool) { c.note(orig, histLimit) }

func (c *Conn) letter(orig bool, letter int) {
	b := letters[letter]
	if !orig {
		b += 'a' - 'A'
	}
	c.history = append(c.history, b)
}

// count notes a letter at the 1st, 10th, 100th ... event that n counts.
func (c *Conn) count(orig bool, n *uint32, letter int) {
	*n++
	if isPowerOfTen(*n) {
		c.letter(orig, letter)
	}
}

func isPowerOfTen(n uint32) bool {
	for n >= 10 && n%10 == 0 {
		n /= 10
	}
	return n == 1
}

// A Change is something that happened to a TCP connection as a whole. The
// comment gives the Bro event it becomes.
type Change uint8

// Changes.
const (
	ChangeEstablished  Change = iota // connection_established: handshake seen
	ChangeAttempt                    // connection_attempt: a SYN stayed without an answer
	ChangeRejected                   // connection_rejected: SYN answered by RST
	ChangeReset                      // connection_reset
	ChangeFinished                   // connection_finished: both ends closed
	ChangeHalfFinished               // connection_half_finished: one end closed
	ChangePartialClose               // connection_partial_close: a partial connection's end closed, then silence
	ChangePartial                    // partial_connection: packets both ways without a handshake
	ChangePending                    // connection_pending: the capture ended first
	ChangeTimeout                    // connection_timeout
	ChangeReused                     // connection_reused: a SYN begins the 5-tuple anew
	ChangeSYN                        // connection_SYN_packet
	ChangeFirstACK                   // connection_first_ACK
	changes
)

func (c *Conn) raised(e Change) bool { return c.events&(1<<e) != 0 }

// Expire implements Expirer.
func (c *Conn) Expire(now int64) {
	t := c.table
	switch what := c.due; {
	case what != dueNothing && c.deadline <= now:
		c.due = dueNothing
		switch {
		case what == dueRemoval:
			c.due = dueRemoval // still ended
			t.remove(c)
		case what == dueAttempt && c.Orig.State == StateSYNSent && c.Resp.State == StateInactive:
			t.change(c, ChangeAttempt)
			t.remove(c)
		case what == duePartial && (c.Orig.State == StateClosed) != (c.Resp.State == StateClosed) &&
			c.Orig.State != StateReset && c.Resp.State != StateReset:
			t.change(c, ChangePartialClose)
			t.remove(c)
		default:
			c.schedule()
		}
	case c.inactivity != 0 && c.Last+c.inactivity <= now:
		c.timeout = true
		t.Stats.TimedOut++
		t.change(c, ChangeTimeout)
		t.remove(c)
	default:
		c.schedule()
	}
}

// schedule sets the connection's one timer to its next deadline. Packets do not
// move it: when it runs out, a connection that was active since is put back.
func (c *Conn) schedule() {
	at := int64(0)
	if c.inactivity != 0 {
		at = c.Last + c.inactivity
	}
	if c.due != dueNothing && (at == 0 || c.deadline < at) {
		at = c.deadline
	}
	switch {
	case c.gone:
	case at == 0:
		c.table.Timers.Stop(&c.timer)
	case !c.timer.Set() || c.timer.at != at:
		c.table.Timers.Start(&c.timer, at)
	}
}
