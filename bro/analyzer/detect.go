package analyzer

import "brig/bro/packet"

type match uint8

const (
	maybe match = iota
	yes
	no
)

const (
	// detectLimit is how much of each stream is looked at for a protocol, unless
	// the session says otherwise.
	detectLimit = 1024
	// detectKept is how much is kept of a stream that looks like a protocol until
	// the other side has answered: hellos of TLS with keys for the time after
	// quantum computers do not fit into detectLimit.
	detectKept = 16 << 10
)

// A detector keeps the start of a connection until both sides look like one
// protocol, or like none.
type detector struct {
	head   [2][]byte // responder, originator
	pieces []piece   // in the order of arrival
	out    uint64    // a bit for each protocol that it cannot be; those beyond 64 are looked at again
}

type piece struct {
	orig bool
	n    int
}

func side(orig bool) int {
	if orig {
		return 1
	}
	return 0
}

// detect adds data and, once an analyzer's protocol is recognized in both
// directions, attaches it and replays what was kept.
func (s *Session) detect(c *packet.Conn, f *flow, orig bool, data []byte) {
	d := f.detector
	d.keep(orig, data)
	p, more := s.recognize(d, nil)
	if p == nil && more {
		return
	}
	f.detector = nil
	if p != nil {
		s.attach(c, f, p)
		s.replay(c, f, d)
	}
	s.recycle(d)
}

// second looks for another protocol than the port's, as long as the port's
// analyzer has not recognized its own. The other one takes over.
func (s *Session) second(c *packet.Conn, f *flow, orig bool, data []byte) {
	in := f.top
	d := f.second
	if in == nil || in.state == confirmed || in.handed {
		f.settle()
		s.recycle(d)
		return
	}
	if d == nil {
		d = s.detectors.get()
		f.second = d
	}
	d.keep(orig, data)
	if len(d.head[0]) == 0 || len(d.head[1]) == 0 {
		// Mostly the port is right, and the answer tells its analyzer.
		if len(d.head[0])+len(d.head[1]) > detectKept {
			f.settle()
			s.recycle(d)
		}
		return
	}
	p, more := s.recognize(d, in.proto)
	if p != nil || !more {
		f.settle()
	}
	if p != nil {
		s.disable(in)
		s.attach(c, f, p)
		s.replay(c, f, d)
	}
	if f.second != d {
		s.recycle(d)
	}
}

// maxSpareHead is how much room a detector may have that is kept to be used again.
const maxSpareHead = 2 * detectKept

// recycle keeps a detector that no flow has any more: nearly each connection needs one,
// for a packet or two. d may be nil.
func (s *Session) recycle(d *detector) {
	if d != nil && cap(d.head[0])+cap(d.head[1]) <= maxSpareHead {
		*d = detector{head: [2][]byte{d.head[0][:0], d.head[1][:0]}, pieces: d.pieces[:0]}
		s.detectors.put(d)
	}
}

func (d *detector) keep(orig bool, data []byte) {
	d.head[side(orig)] = append(d.head[side(orig)], data...)
	d.pieces = append(d.pieces, piece{orig, len(data)})
}

// recognize returns the protocol, other than one, that both directions look
// like; and otherwise whether more data could tell.
func (s *Session) recognize(d *detector, other *protocol) (*protocol, bool) {
	possible := false
	var limit [2]int // responder, originator
	for i, p := range s.protos {
		bit := uint64(1) << i // 0 beyond 64
		if p.detect == nil || p.off || p == other || d.out&bit != 0 {
			continue
		}
		// What a server says first tells most, and soonest.
		r := p.detect(false, d.head[0])
		if r == no {
			d.out |= bit
			continue
		}
		o := p.detect(true, d.head[1])
		if o == yes && r == yes {
			return p, true
		}
		if o == no {
			d.out |= bit
			continue
		}
		possible = true
		for i, m := range [...]match{r, o} {
			n := s.DetectLimit
			if m == yes {
				n = max(n, detectKept)
			}
			limit[i] = max(limit[i], n)
		}
	}
	return nil, possible && len(d.head[0]) <= limit[0] && len(d.head[1]) <= limit[1]
}

func (s *Session) replay(c *packet.Conn, f *flow, d *detector) {
	var at [2]int
	for _, p := range d.pieces {
		i := side(p.orig)
		s.deliver(c, f, p.orig, d.head[i][at[i]:at[i]+p.n])
		at[i] += p.n
	}
}

// detectTries is how many datagrams of a flow whose port says nothing are looked
// at for a protocol.
const detectTries = 10

// detectDatagram attaches the analyzer whose protocol a datagram looks like.
func (s *Session) detectDatagram(c *packet.Conn, f *flow, data []byte) {
	if f.tries >= detectTries {
		return
	}
	f.tries++
	s.Hooks.EnterComponent(componentDetect)
	defer s.Hooks.LeaveComponent(componentDetect)
	for _, p := range s.protos {
		if p.detectDatagram != nil && !p.off && p.detectDatagram(data) {
			s.attach(c, f, p)
			return
		}
	}
}
