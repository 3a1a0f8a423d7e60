package probe

import (
	"time"

	"brig/result"
)

// The columns of a series, in the order of result.Samples.
const (
	colUser = iota
	colSystem
	colRSS
	colVMS
	colThreads
	colVoluntary
	colInvoluntary
	colReadBytes
	colWriteBytes
	colMinorFaults
	colMajorFaults
	colOpenFiles

	colSystemUser
	colSystemSystem
	colSystemIdle
	colSystemIOWait
	colAvailable
	colSwapUsed
	colDiskRead
	colDiskWrite

	columns
)

// gauges are the columns that say what a process holds at a moment. They
// have no meaning once it ended; counters have their final value then.
const gauges = 1<<colRSS | 1<<colVMS | 1<<colThreads | 1<<colOpenFiles

// A row is one sample. Bit i of have is set when value i was read.
type row struct {
	at    int64 // ns since the process started
	have  uint32
	value [columns]int64
}

func (r *row) set(col int, v int64) {
	r.value[col] = v
	r.have |= 1 << col
}

// MaxSamples bounds the rows of one run: a run that would exceed it drops
// every second row and goes on at twice the interval, so that a run of any
// length gives a document of bounded size (about 10 MB of BSON, below the
// 16 MB a document may have in MongoDB).
const MaxSamples = 32768

// A series collects rows. A column is kept when every row has it.
type series struct {
	interval time.Duration
	max      int
	have     uint32
	at       []int64
	value    [columns][]int64
}

func newSeries(interval time.Duration) *series {
	return &series{interval: interval, max: MaxSamples, have: 1<<columns - 1}
}

func (s *series) add(r *row) {
	s.have &= r.have
	s.put(r)
	if len(s.at) >= s.max {
		s.halve()
	}
}

// addFinal adds what could still be read of a process that has ended:
// counters are final, the rest is as it was in the row before.
func (s *series) addFinal(r *row) {
	n := len(s.at)
	if n == 0 {
		r.have &^= gauges
		s.have &= r.have
	} else {
		for c := range columns {
			if gauges&(1<<c) != 0 || r.have&(1<<c) == 0 {
				r.value[c] = s.value[c][n-1]
			}
		}
	}
	s.put(r)
}

func (s *series) put(r *row) {
	s.at = append(s.at, r.at)
	for c := range columns {
		s.value[c] = append(s.value[c], r.value[c])
	}
}

func (s *series) halve() {
	n := (len(s.at) + 1) / 2
	thin := func(v []int64) []int64 {
		for i := range n {
			v[i] = v[2*i]
		}
		return v[:n]
	}
	s.at = thin(s.at)
	for c := range columns {
		s.value[c] = thin(s.value[c])
	}
	s.interval *= 2
}

func (s *series) document() result.Samples {
	d := result.Samples{Interval: s.interval.Nanoseconds(), At: s.at}
	if d.At == nil {
		d.At = []int64{}
	}
	for c, field := range [columns]*[]int64{
		&d.User, &d.System, &d.RSS, &d.VMS, &d.Threads, &d.Voluntary, &d.Involuntary,
		&d.ReadBytes, &d.WriteBytes, &d.MinorFaults, &d.MajorFaults, &d.OpenFiles,
		&d.SystemUser, &d.SystemSystem, &d.SystemIdle, &d.SystemIOWait,
		&d.Available, &d.SwapUsed, &d.DiskRead, &d.DiskWrite,
	} {
		if s.have&(1<<c) != 0 && len(s.at) > 0 {
			*field = s.value[c]
		}
	}
	return d
}
