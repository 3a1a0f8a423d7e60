package packet

import (
	"slices"
)

// Limits of TCP reassembly, per direction of a connection.
const (
	// MaxBufferedBytes is how much data above a hole is kept. When more
	// arrives, the hole is declared a gap and what lies above it is delivered.
	MaxBufferedBytes = 1 << 20
	// MaxBufferedSegments bounds the bookkeeping of many tiny segments.
	MaxBufferedSegments = 4096
	// MaxBuffered is how much data above holes all connections of a table may
	// keep together; the one that would pass it gives up its holes.
	MaxBuffered = 256 << 20
	// maxUnacknowledged is how much data above a hole is kept while the peer has
	// acknowledged nothing at all (tcp_max_above_hole_data_without_any_acks).
	maxUnacknowledged = 16 << 10
)

// A Stream puts the data of one direction of a TCP connection into order.
//
// Positions count bytes from the start of the direction: 0 is the first byte
// after the SYN. They have 64 bits; the connection that feeds the stream
// unwraps TCP's 32-bit sequence numbers.
//
// Data at the next position is delivered at once and never copied. Data above a
// hole is copied and kept until the hole fills, until the peer acknowledges data
// beyond it (then the capture missed it: a gap), or until a limit is hit.
// Where segments overlap, the bytes that came first win. Retransmissions of
// delivered data are dropped.
//
// The zero value is a stream at position 0.
type Stream struct {
	next     uint64    // position of the first byte not yet delivered
	segments []segment // above the hole at next; sorted, disjoint
	buffered int
	gaps     uint64 // bytes that were declared missing
	closed   bool
	sent     *sent // nil unless retransmissions are compared
}

type segment struct {
	pos  uint64
	data []byte
}

func (s segment) end() uint64 { return s.pos + uint64(len(s.data)) }

// A sink takes what a Stream delivers.
type sink interface {
	deliver(data []byte)
	gap(pos, n uint64)
	overflow()                    // a limit was hit; a gap follows
	inconsistent(had, now []byte) // data was sent again and is not the same
}

// Next is the position of the first byte that was not delivered.
func (s *Stream) Next() uint64 { return s.next }

// Buffered is the number of bytes kept above a hole.
func (s *Stream) Buffered() int { return s.buffered }

// Gaps is the number of bytes that were declared missing.
func (s *Stream) Gaps() uint64 { return s.gaps }

func (s *Stream) add(pos uint64, data []byte, out sink) {
	if s.closed {
		return
	}
	if s.sent != nil {
		s.sent.compare(pos, data, out)
		compare(s.segments, pos, data, out)
	}
	if pos < s.next {
		if pos+uint64(len(data)) <= s.next {
			return
		}
		data = data[s.next-pos:]
		pos = s.next
	}
	if len(data) == 0 {
		return
	}
	if pos == s.next && len(s.segments) == 0 {
		s.deliver(data, out)
		return
	}
	if pos == s.next {
		// Up to the first kept segment nothing needs to be copied.
		n := min(uint64(len(data)), s.segments[0].pos-s.next)
		if n > 0 {
			s.deliver(data[:n], out)
		}
		if n < uint64(len(data)) {
			s.keep(pos+n, data[n:])
		}
	} else {
		s.keep(pos, data)
	}
	s.drain(out)
	for s.buffered > MaxBufferedBytes || len(s.segments) > MaxBufferedSegments {
		out.overflow()
		s.skip(s.segments[0].pos, out)
		s.drain(out)
	}
}

// deliver hands on what comes at next.
func (s *Stream) deliver(data []byte, out sink) {
	if s.sent != nil {
		s.sent.add(s.next, data)
	}
	s.next += uint64(len(data))
	out.deliver(data)
}

// keep copies the parts of data that no kept segment covers.
func (s *Stream) keep(pos uint64, data []byte) {
	// Most segments come in order above the hole: look from the end.
	i := len(s.segments)
	for i > 0 && s.segments[i-1].end() > pos {
		i--
	}
	for len(data) > 0 {
		n := uint64(len(data))
		if i < len(s.segments) {
			held := s.segments[i]
			if held.pos <= pos {
				covered := min(n, held.end()-pos)
				pos, data = pos+covered, data[covered:]
				i++
				continue
			}
			n = min(n, held.pos-pos)
		}
		s.segments = slices.Insert(s.segments, i, segment{pos, slices.Clone(data[:n])})
		s.buffered += int(n)
		pos, data = pos+n, data[n:]
		i++
	}
}

// drain delivers kept segments as long as they follow without a hole.
func (s *Stream) drain(out sink) {
	n := 0
	for n < len(s.segments) && s.segments[n].pos == s.next {
		data := s.segments[n].data
		s.buffered -= len(data)
		n++
		s.deliver(data, out)
	}
	if n == len(s.segments) {
		s.segments = nil
	} else if n > 0 {
		s.segments = slices.Delete(s.segments, 0, n)
	}
}

// skip declares everything up to pos missing.
func (s *Stream) skip(pos uint64, out sink) {
	n := pos - s.next
	at := s.next
	s.next = pos
	s.gaps += n
	out.gap(at, n)
}

// acked tells that the peer has everything below pos: holes below it will
// never fill.
func (s *Stream) acked(pos uint64, out sink) {
	for s.next < pos && !s.closed {
		if len(s.segments) > 0 && s.segments[0].pos <= pos {
			s.skip(s.segments[0].pos, out)
			s.drain(out)
		} else {
			s.skip(pos, out)
		}
	}
}

// giveUp delivers what is kept, with gaps between.
func (s *Stream) giveUp(out sink) {
	out.overflow()
	for len(s.segments) > 0 {
		s.skip(s.segments[0].pos, out)
		s.drain(out)
	}
}

// abandon drops what is kept and all that comes.
func (s *Stream) abandon() {
	s.segments, s.buffered, s.closed = nil, 0, true
}

// finish delivers what is kept, with gaps between, and ends the stream.
func (s *Stream) finish(out sink) {
	for len(s.segments) > 0 {
		s.skip(s.segments[0].pos, out)
		s.drain(out)
	}
	s.closed = true
}
