package zeekprofile

import (
	"errors"
	"fmt"
	"io"

	"brig/result"
)

// ReadSamples reads a time series. Its counters begin at 0 before the first
// row of stats.log or a packet profile, which are about the time since the row
// before; prof.log has sums of its own. A column that the first row lacks is
// absent.
//
// prof.log and packet profiles have a wall clock. stats.log has none; the
// clock of its samples is network time. Memory is what Zeek calls the total:
// in most versions the most that was resident so far.
func ReadSamples(kind Kind, r io.Reader) (*result.Samples, error) {
	in := newLines(r)
	s := new(series)
	var err error
	switch kind {
	case ProfLog:
		err = s.readProf(in)
	case StatsLog:
		err = s.readStats(in)
	case PacketProfile:
		err = s.readPackets(in)
	default:
		return nil, fmt.Errorf("%s is no time series", kind)
	}
	if err == nil {
		err = in.err()
	}
	n := len(s.At)
	if err == nil && n == 0 {
		err = in.errorf("there is nothing in it: what wrote it was stopped before the first interval ended")
	}
	if n == 0 {
		return nil, err
	}
	if n > 1 {
		s.Interval = max(0, (s.At[n-1]-s.At[0])/int64(n-1))
	}
	return &s.Samples, err
}

// A series is a time series in the making.
type series struct {
	result.Samples
	columns []*column
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
	if n == maxSamples {
		return fmt.Errorf("there are more than %d samples", maxSamples)
	}
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
