package zeekprofile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"brig/result"
)

// A Series is a time series of one process.
type Series struct {
	Peer string `json:"peer,omitempty"` // the process by its name in the cluster, if the file has it
	result.Samples
}

// ReadSamples reads the time series of a file. There is one, but that of a
// stats.log from a cluster has one for each process, in the order in which
// they begin.
//
// Counters begin at 0 before the first row of stats.log or a packet profile,
// which are about the time since the row before; prof.log has sums of its own.
// A column that the first row lacks is absent.
//
// prof.log, packet profiles and the stats.log of Bro before 2.5 have a wall
// clock. Later ones have none; the clock of their samples is network time.
// Memory is what Zeek calls the total: in most versions the most that was
// resident so far.
func ReadSamples(kind Kind, r io.Reader) ([]Series, error) {
	in := newLines(r)
	f := &file{kind: kind, index: map[string]*series{}}
	var err error
	switch kind {
	case ProfLog:
		err = f.of("").readProf(in)
	case StatsLog:
		err = f.readStats(in)
	case PacketProfile:
		err = f.of("").readPackets(in)
	default:
		return nil, fmt.Errorf("%s is no time series", kind)
	}
	if err == nil {
		err = in.err()
	}
	out := f.finish()
	if err == nil && len(out) == 0 {
		err = in.errorf("there is nothing in it: what wrote it was stopped before the first interval ended")
	}
	return out, err
}

// A file is the time series of a file in the making.
type file struct {
	kind   Kind
	series []*series // in the order of their first rows
	index  map[string]*series
	rows   int
}

// of returns the series of a process.
func (f *file) of(peer string) *series {
	s := f.index[peer]
	if s == nil {
		s = &series{Series: Series{Peer: strings.Clone(peer)}, rows: &f.rows}
		f.index[s.Peer], f.series = s, append(f.series, s)
	}
	return s
}

// finish returns the series that have anything in them.
func (f *file) finish() []Series {
	var out []Series
	for _, s := range f.series {
		n := len(s.At)
		if n == 0 {
			continue
		}
		s.settleNetwork()
		if s.Clock == result.NetworkClock {
			for i := range s.At {
				s.At[i] = s.Network[i] - s.Network[0]
			}
		}
		if n > 1 {
			s.Interval = max(0, (s.At[n-1]-s.At[0])/int64(n-1))
		}
		out = append(out, s.Series)
	}
	return out
}

// A series is a time series in the making.
type series struct {
	Series
	rows    *int // of all series of the file
	columns []*column
}

// settleNetwork gives rows from before the first packet, whose network time is
// 0, the first that is known: otherwise they would be from 1970. Without any,
// there is no network time, unless it is all there is.
func (s *series) settleNetwork() {
	first := slices.IndexFunc(s.Network, func(t int64) bool { return t != 0 })
	if first < 0 {
		if s.Clock != result.NetworkClock {
			s.Network = nil
		}
		return
	}
	for i := range first {
		s.Network[i] = s.Network[first]
	}
}

// A column is one of the samples, and the value of it in the next row.
type column struct {
	to    *[]int64
	value int64
	have  bool
}

func (c *column) set(v int64) { c.value, c.have = v, true }

// add adds to what the row before had.
func (c *column) add(v int64) { c.set(c.value + v) }

func (s *series) column(to *[]int64) *column {
	c := &column{to: to}
	s.columns = append(s.columns, c)
	return c
}

var errHole = errors.New("it lacks a value that rows before it have")

// row appends a row.
func (s *series) row() error {
	n := len(s.At)
	if *s.rows == maxSamples {
		return fmt.Errorf("there are more than %d samples", maxSamples)
	}
	*s.rows++
	for _, c := range s.columns {
		if n > 0 && !c.have && len(*c.to) == n {
			return errHole
		}
	}
	for _, c := range s.columns {
		if c.have && len(*c.to) == n {
			*c.to = append(*c.to, c.value)
		}
		c.have = false
	}
	return nil
}
