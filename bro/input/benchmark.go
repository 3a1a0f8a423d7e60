package input

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A benchmarkReader makes lines of semi-random data up, in batches: one when the
// stream opens, one for each forced update, and in modes REREAD and STREAM one
// at each heartbeat. The source is the number of lines per second.
//
// Spread says how the lines of a batch lie in time; see
// base/frameworks/input/readers/benchmark.bro.
type benchmarkReader struct {
	columns  []column
	mode     mode
	rand     *rand.Rand
	lines    float64 // per second
	interval time.Duration
	now      func() float64
	quit     <-chan struct{}

	factor, addFactor        float64
	spread                   time.Duration
	autoSpread, stopSpreadAt float64
	timedSpread              float64
}

func newBenchmark(s *stream, columns []column, o *options) (*benchmarkReader, error) {
	r := &benchmarkReader{columns: columns, mode: s.mode, quit: s.fw.quit,
		now: func() float64 { return float64(time.Now().UnixMicro()) / 1e6 }}
	lines, err := strconv.ParseUint(s.source, 10, 31)
	if err != nil {
		return nil, fmt.Errorf("the source of the benchmark reader is a number of lines per second, not %q", s.source)
	}
	r.lines = float64(lines)
	r.interval = s.beat
	var spread, seed float64
	for name, to := range map[string]*float64{
		"factor": &r.factor, "addfactor": &r.addFactor, "spread": &spread, "autospread": &r.autoSpread,
		"stopspreadat": &r.stopSpreadAt, "timedspread": &r.timedSpread, "seed": &seed,
	} {
		if *to, err = o.number("InputBenchmark", name); err != nil {
			return nil, err
		}
	}
	r.spread = time.Duration(spread) * time.Microsecond
	s.settles = spread == 0 && r.autoSpread == 0 && r.timedSpread == 0
	r.rand = rand.New(rand.NewPCG(o.in.Seed, uint64(seed)))
	for _, c := range columns {
		t := c.typ
		switch t.Kind {
		case resolve.Set:
			t = t.Index[0]
		case resolve.Vector:
			t = t.Elem
		}
		if t.Kind == resolve.Enum || t.Kind == resolve.Pattern {
			return nil, fmt.Errorf("column %s has type %s, which the benchmark reader does not make up", c.name, c.typ)
		}
	}
	return r, nil
}

func (r *benchmarkReader) close() {}

// read is the method of reader.
func (r *benchmarkReader) read(req request, f *feed) {
	switch req {
	case first, forced:
		r.batch(f)
	case regular:
		if r.factor != 1 || r.addFactor != 0 {
			r.lines = float64(int64(r.lines*r.factor) + int64(r.addFactor))
			f.raise("lines_changed", interp.Count(uint64(r.lines)), interp.Time(r.now()))
		}
		r.batch(f)
		f.raise("HeartbeatDone")
	}
}

func (r *benchmarkReader) batch(f *feed) {
	n := int(r.lines * r.interval.Seconds())
	pause := r.spread
	if r.autoSpread != 0 && r.lines > 0 {
		pause = time.Duration(1e6/(r.autoSpread*r.lines)) * time.Microsecond
	}
	if r.stopSpreadAt != 0 && r.lines >= r.stopSpreadAt {
		pause = 0
	}
	begin := time.Now()
	row := make([]interp.Value, len(r.columns))
	for i := range n {
		for j := range row {
			row[j] = r.value(r.columns[j].typ)
		}
		if !f.push(row, 0) {
			return
		}
		if pause > 0 {
			f.flush()
			if !r.sleep(pause) {
				return
			}
		}
		if r.timedSpread > 0 {
			due := begin.Add(time.Duration(float64(r.interval) * float64(i) / (float64(n) * (1 + r.timedSpread))))
			if d := time.Until(due); d > 0 {
				f.flush()
				if !r.sleep(d) {
					return
				}
			}
		}
	}
	if r.mode != streaming {
		f.endOfData()
	}
}

// sleep returns false if the framework closes meanwhile.
func (r *benchmarkReader) sleep(d time.Duration) bool {
	if d < 100*time.Microsecond { // shorter than a timer can be
		for end := time.Now().Add(d); time.Now().Before(end); {
		}
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.quit:
		return false
	}
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!@#$%^&*()-_=+{}[]\\|"

var (
	benchAddr   = interp.Addr(netip.AddrFrom4([4]byte{192, 168, 17, 1}))
	benchSubnet = interp.Subnet(netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 168, 17, 1}), 16))
)

// value makes a value up.
func (r *benchmarkReader) value(t *resolve.Type) interp.Value {
	number := func() float64 { return float64(r.rand.Int32()) }
	switch t.Kind {
	case resolve.Bool:
		return interp.Bool(true)
	case resolve.Int:
		return interp.Int(int64(r.rand.Int32()))
	case resolve.Count:
		return interp.Count(uint64(r.rand.Int32()))
	case resolve.Double:
		return interp.Double(number())
	case resolve.Interval:
		return interp.Interval(number())
	case resolve.Time:
		return interp.Time(r.now())
	case resolve.String:
		b := make([]byte, 10)
		for i := range b {
			b[i] = alphabet[r.rand.IntN(len(alphabet))]
		}
		return interp.Bytes(b)
	case resolve.Port:
		return interp.Port(uint16(r.rand.IntN(60001)), interp.UnknownPort)
	case resolve.Addr:
		return benchAddr
	case resolve.Subnet:
		return benchSubnet
	case resolve.Set:
		set := interp.NewTable(t)
		for range r.rand.IntN(16) {
			set.Add(r.value(t.Index[0]))
		}
		return set.Value()
	case resolve.Vector:
		vec := interp.NewVector(t)
		for range r.rand.IntN(16) {
			vec.Append(r.value(t.Elem))
		}
		return vec.Value()
	}
	return interp.Value{}
}
