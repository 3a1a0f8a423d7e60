package packet

import (
	"bytes"
	"slices"
)

// Limits of what is kept of a direction to compare retransmissions with.
const (
	MaxSentBytes    = 256 << 10
	MaxSentSegments = 256
)

// A sent is what a direction of a connection has sent of late: all that is not
// acknowledged, and some segments more. Another that claims to be a part of it
// and differs is not from the same sender, or this one cheats.
type sent struct {
	segments []segment // by position
	bytes    int
	acked    int // of the segments
	old      int // acknowledged segments to keep
}

// add takes what was delivered at a position.
func (s *sent) add(pos uint64, data []byte) {
	s.segments = append(s.segments, segment{pos, slices.Clone(data)})
	s.bytes += len(data)
	n := 0
	for s.bytes > MaxSentBytes || len(s.segments)-n > MaxSentSegments {
		s.bytes -= len(s.segments[n].data)
		n++
	}
	s.drop(n)
}

// ack tells that the peer has everything below pos.
func (s *sent) ack(pos uint64) {
	for s.acked < len(s.segments) && s.segments[s.acked].end() <= pos {
		s.acked++
	}
	n := 0
	for ; s.acked-n > s.old; n++ {
		s.bytes -= len(s.segments[n].data)
	}
	s.drop(n)
}

func (s *sent) drop(n int) {
	s.segments = slices.Delete(s.segments, 0, n)
	s.acked = max(s.acked-n, 0)
}

func (s *sent) compare(pos uint64, data []byte, out sink) { compare(s.segments, pos, data, out) }

// compare tells of each segment that has other bytes than data at the same
// positions.
func compare(segments []segment, pos uint64, data []byte, out sink) {
	end := pos + uint64(len(data))
	for i := len(segments) - 1; i >= 0 && segments[i].end() > pos; i-- {
		from, to := max(pos, segments[i].pos), min(end, segments[i].end())
		if from >= to {
			continue
		}
		had, now := segments[i].data[from-segments[i].pos:to-segments[i].pos], data[from-pos:to-pos]
		if !bytes.Equal(had, now) {
			out.inconsistent(had, now)
		}
	}
}
