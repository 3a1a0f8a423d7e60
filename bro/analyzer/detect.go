package analyzer

import "brig/bro/packet"

type match uint8

const (
	maybe match = iota
	yes
	no
)

// detectLimit is how much of each stream is kept for an analyzer to be found
// (dpd_buffer_size).
const detectLimit = 1024

// A detector keeps the start of a connection until both sides look like one
// protocol, or like none.
type detector struct {
	head   [2][]byte // responder, originator
	pieces []piece   // in the order of arrival
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
	d.head[side(orig)] = append(d.head[side(orig)], data...)
	d.pieces = append(d.pieces, piece{orig, len(data)})
	possible := false
	for _, p := range s.protos {
		if p.detect == nil || p.off {
			continue
		}
		o, r := p.detect(true, d.head[1]), p.detect(false, d.head[0])
		if o == yes && r == yes {
			f.detector = nil
			s.attach(c, f, p)
			s.Hooks.EnterComponent(p.component)
			s.replay(f, d)
			s.Hooks.LeaveComponent(p.component)
			return
		}
		possible = possible || o != no && r != no
	}
	if !possible || len(d.head[0]) > detectLimit || len(d.head[1]) > detectLimit {
		f.detector = nil
	}
}

func (s *Session) replay(f *flow, d *detector) {
	var at [2]int
	for _, p := range d.pieces {
		i := side(p.orig)
		if f.disabled {
			return // by a handler
		}
		f.stream.stream(p.orig, d.head[i][at[i]:at[i]+p.n])
		at[i] += p.n
	}
}
