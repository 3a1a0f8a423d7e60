// Package tracer writes the function trace of an engine: what it called and
// returned from, which components it used, and at which packet.
//
// A [Tracer] stands for the functions fn_dump_mapping_info, fn_set_file,
// fn_trace_components, fn_trace_packet_ts, fn_trace_use_lzf and
// fn_trace_papi_time of the instrumented Bro. It does nothing until
// [Tracer.SetFile] gives it a file; the engine then tells it of each packet,
// call, return and component event:
//
//	t.Packet(networkTime)
//	t.Enter(function, body)
//	...
//	t.Leave(function, body)
//
// Functions and components are numbers here; the map says what they are
// called. A trace is of version 2 and holds the map, unless a script asks for
// LZF, as PyBrIG's templates do: then it is of version 1, and
// [Tracer.DumpMapping] writes the map.
//
// # Cost
//
// On the machine this was written on an entry of version 2 costs 7 ns without
// clocks and 15 ns with them, 9 ns of which are the processor's counter (the
// system's clock takes 26 ns, the CPU clock of the process 500). BenchmarkEnter
// tells the figures of another machine. Packing and writing happen on another
// goroutine. Virtual time is exact to 5 microseconds. Systems other than Linux
// and FreeBSD take it from getrusage.
//
// A trace of version 2 with clocks begins with a calibration: the map has what
// an entry and a reading of the clock cost on this machine (see calibrate).
//
// # Errors
//
// The hot path reports none. The first error of the file is kept, what comes
// after it is dropped, and [Tracer.Close] returns it.
package tracer

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"brig/trace"
)

// A Tracer writes a trace. Its zero value is ready to use and traces nothing.
// It is for one goroutine.
type Tracer struct {
	// Names lists what can be traced, for the map. The bodies of a function
	// come in their order.
	Names func() ([]Function, []Component)

	file   *os.File
	first  *trace.Writer  // of a trace of version 1
	second *trace.Writer2 // of one of version 2
	err    error

	components bool
	stamps     bool
	old, lzf   bool          // version 1; packed
	clocks     trace.Options // trace.Clocks or 0

	clock   clock
	entry   trace.Entry
	early   []trace.Entry // before it is known which version the trace is
	pending trace.Options // trace.Timestamp or Outside until an entry has carried it
	time    int64         // of the current packet, in nanoseconds
}

// On reports whether there is a trace to write to. Callers may leave out all
// else when it is false.
func (t *Tracer) On() bool { return t.file != nil }

// SetFile begins a trace in a new file of that name. A trace that is being
// written is closed first. Errors are those of [Tracer.Close] as well.
func (t *Tracer) SetFile(name string) error {
	if err := t.finish(); err != nil {
		return err
	}
	file, err := os.Create(name)
	if err != nil {
		return t.keep(fmt.Errorf("creating trace: %w", err))
	}
	t.file = file
	t.pending = 0
	t.clock.begin()
	return nil
}

// maxEarly bounds the entries that wait for the version.
const maxEarly = 1 << 12

// begin begins to write. Scripts ask for LZF after they have named the file,
// perhaps when they are traced already, so entries wait for the first packet.
func (t *Tracer) begin() {
	if t.old {
		t.first = trace.NewWriter(t.file)
		t.first.Packed = t.lzf
	} else {
		if err := t.beginSecond(); err != nil {
			t.keep(fmt.Errorf("writing trace: %w", err))
			t.early = nil
			t.finish()
			return
		}
	}
	for i := range t.early {
		t.write(&t.early[i])
	}
	t.early = nil
}

func (t *Tracer) beginSecond() error {
	m, err := t.newMap()
	if err != nil {
		return err
	}
	// What calibration writes leads nowhere.
	if t.second, err = trace.NewWriter2(io.Discard, &trace.Map{}); err != nil {
		return err
	}
	if t.clocks != 0 {
		m.Calibration = t.calibrate()
	}
	return t.second.Reset(t.file, m)
}

// calibrate measures what an entry costs, as the engine traces one, and a
// reading of the clock: the median of batches of either. The caches are warm
// meanwhile, so an entry of the trace costs rather more.
func (t *Tracer) calibrate() *trace.Calibration {
	const batches, size = 65, 256 // all entries fit in a block
	pending := t.pending
	t.pending = 0
	cost := func(do func(i int)) int64 {
		var times [batches]int64
		for b := range times {
			begin, _ := t.clock.now()
			for i := range size {
				do(i)
			}
			end, _ := t.clock.now()
			times[b] = (end - begin) * 1000 / size
		}
		slices.Sort(times[:])
		return times[batches/2]
	}
	c := &trace.Calibration{Clock: t.clock.name()}
	c.Read = cost(func(int) { t.clock.now() })
	c.Entry = cost(func(i int) {
		if i&1 == 0 {
			t.Enter(i>>1, 0)
		} else {
			t.Leave(i>>1, 0)
		}
	})
	t.pending = pending
	return c
}

// Components says whether component events are traced. They are not at first.
func (t *Tracer) Components(on bool) { t.components = on }

// PacketTimestamps says whether the first entry of a packet carries its time.
// Without it a trace does not tell packets apart. It is off at first.
func (t *Tracer) PacketTimestamps(on bool) {
	t.stamps = on
	t.pending = 0
}

// LZF makes the trace one of version 1 and says whether it is packed. A trace
// of version 2 that has packets stays one, and the error says so.
func (t *Tracer) LZF(on bool) {
	if t.second != nil {
		t.keep(errors.New("writing trace: LZF was asked for when packets had been traced: ask in bro_init"))
		return
	}
	t.old, t.lzf = true, on
	if t.first != nil {
		t.first.Packed = on
	}
}

// PapiTime says whether entries carry the real and the virtual clock. They do
// not at first.
func (t *Tracer) PapiTime(on bool) {
	t.clocks = 0
	if on {
		t.clocks = trace.Clocks
	}
}

// Packet begins a packet, whose network time is in nanoseconds since 1970.
func (t *Tracer) Packet(networkTime int64) {
	if t.first == nil && t.second == nil && t.file != nil {
		t.begin()
	}
	if t.stamps {
		t.pending = trace.Timestamp
		t.time = networkTime
	}
}

// End says that no packet follows: what is traced from now on belongs to none,
// which version 1 cannot tell.
func (t *Tracer) End() {
	if t.first == nil && t.second == nil && t.file != nil {
		t.begin()
	}
	if t.stamps && t.second != nil {
		t.pending = trace.Outside
	}
}

// Enter traces that a body of a function is entered.
func (t *Tracer) Enter(function, body int) { t.add(trace.Call, trace.MakeID(function, body)) }

// Leave traces that a body of a function is left.
func (t *Tracer) Leave(function, body int) { t.add(trace.Return, trace.MakeID(function, body)) }

// EnterComponent traces that a component begins to work on a packet.
func (t *Tracer) EnterComponent(id int) {
	if t.components {
		t.add(trace.ComponentEvent, trace.ID(id))
	}
}

// LeaveComponent traces that it is done with it, which version 1 cannot tell.
func (t *Tracer) LeaveComponent(id int) {
	if t.components && !t.old {
		t.add(trace.ComponentLeft, trace.ID(id))
	}
}

func (t *Tracer) add(kind trace.Options, id trace.ID) {
	if t.file == nil {
		return
	}
	e := &t.entry
	e.Options = kind | t.clocks | t.pending
	e.ID = id
	if t.clocks != 0 {
		e.Real, e.Virtual = t.clock.now()
	}
	if t.pending != 0 {
		e.Time = t.time // counts with a timestamp only
		t.pending = 0
	}
	if t.second != nil {
		t.second.Append(e)
		return
	}
	t.write(e)
}

// write writes an entry, or keeps it when the version is not known yet.
func (t *Tracer) write(e *trace.Entry) {
	switch {
	case t.second != nil:
		t.second.Append(e)
	case t.first != nil:
		old := *e
		old.Real, old.Virtual, old.Time = e.Real/1000, e.Virtual/1000, e.Time/1000
		t.first.Append(&old)
	default:
		t.early = append(t.early, *e)
		if len(t.early) == maxEarly {
			t.begin()
		}
	}
}

// Close ends the trace and returns the first error since it began, however
// long ago. Tracing is then off.
//
// If packets are timestamped, the last entry of a trace of version 1 gets the
// time of the last packet once more when it is a return: the decoder of 2013
// counts a packet's chain only when another timestamp follows.
func (t *Tracer) Close() error {
	err := errors.Join(t.finish(), t.err)
	t.err = nil
	return err
}

func (t *Tracer) finish() error {
	if t.file == nil {
		return nil
	}
	if t.first == nil && t.second == nil && t.err == nil {
		t.begin() // a trace without entries is a trace
	}
	if t.file == nil { // beginning failed
		return nil
	}
	var err error
	switch {
	case t.first != nil:
		if t.stamps {
			t.first.StampLast(t.time / 1000)
		}
		err = t.first.Close()
	case t.second != nil:
		err = t.second.Close()
	}
	if cerr := t.file.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("closing trace: %w", cerr)
	}
	t.first, t.second, t.file = nil, nil, nil
	return err
}

// keep remembers an error for Close, for callers that cannot return one.
func (t *Tracer) keep(err error) error {
	if t.err == nil {
		t.err = err
	}
	return err
}
