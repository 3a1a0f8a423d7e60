package analyzer

import (
	"fmt"
	"net/netip"
	"time"

	"brig/bro/packet"
)

// This file is about connections that others announce, as FTP does for its
// data (Bro's Analyzer::schedule_analyzer).

// MaxExpected is how many announced connections are waited for. With more, the
// oldest are forgotten.
const MaxExpected = 1 << 16

// An expectedKey tells a connection that was announced. orig is not valid if it
// may come from anywhere.
type expectedKey struct {
	orig, resp netip.Addr
	port       portKey
}

// An expectation is an analyzer that waits for its connection.
type expectation struct {
	key   expectedKey
	proto *protocol
	timer packet.Timer
	s     *Session
	// Of the list of all, from the oldest.
	prev, next *expectation
}

// expectations are the connections that are waited for.
type expectations struct {
	byKey map[expectedKey]*expectation
	ends  expectation // of the list: next is the oldest, prev the newest
}

// Expect has the next connection from orig to a port of resp looked at by an
// analyzer, if it comes before the timeout. An orig that is not valid or
// unspecified means any. A later announcement of the same connection replaces
// an earlier one.
func (s *Session) Expect(orig, resp netip.Addr, proto uint8, port uint16, analyzer string, timeout time.Duration) error {
	p := s.protocol(analyzer)
	switch {
	case p == nil:
		return fmt.Errorf("expecting a connection to port %d: no analyzer %q", port, analyzer)
	case !p.analyzes(proto):
		return fmt.Errorf("expecting a connection to port %d for %s: no such analyzer for IP protocol %d", port, p.name, proto)
	}
	if orig.IsValid() && orig.IsUnspecified() {
		orig = netip.Addr{}
	}
	q := &s.expected
	if q.byKey == nil {
		q.byKey = make(map[expectedKey]*expectation)
		q.ends.next, q.ends.prev = &q.ends, &q.ends
	}
	key := expectedKey{orig, resp, portKey{proto, port}}
	if x := q.byKey[key]; x != nil {
		x.forget()
	} else if len(q.byKey) == MaxExpected {
		q.ends.next.forget()
	}
	x := &expectation{key: key, proto: p, s: s}
	x.timer.Owner = x
	x.prev, x.next = q.ends.prev, &q.ends
	x.prev.next, x.next.prev = x, x
	q.byKey[key] = x
	s.table.Timers.Start(&x.timer, s.now+int64(timeout))
	return nil
}

// Expire forgets a connection that has not come.
func (x *expectation) Expire(int64) { x.forget() }

func (x *expectation) forget() {
	x.s.table.Timers.Stop(&x.timer)
	delete(x.s.expected.byKey, x.key)
	x.prev.next, x.next.prev = x.next, x.prev
}

// expectedFor takes the analyzer that waits for a new connection, nil for none.
func (s *Session) expectedFor(c *packet.Conn) *protocol {
	q := &s.expected
	if len(q.byKey) == 0 {
		return nil
	}
	key := expectedKey{c.Orig.Addr, c.Resp.Addr, portKey{c.Proto, c.Resp.Port}}
	x := q.byKey[key]
	if x == nil {
		key.orig = netip.Addr{}
		x = q.byKey[key]
	}
	if x == nil {
		return nil
	}
	x.forget()
	return x.proto
}
