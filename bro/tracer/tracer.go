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
// Functions and components are numbers here; [Tracer.DumpMapping] writes what
// they are called.
//
// # Clocks
//
// Both clocks count microseconds from the start of the trace. The real clock
// is monotonic. The virtual clock is the CPU time of the process (a goroutine
// has none of its own), exact to 20 microseconds: in between readings it
// follows the real clock, because reading it is a system call. On the machine
// this was written on an entry costs 8 ns without clocks and about 100 ns with
// them, 45 ns of which are the real clock; with a reading for every entry it
// was 616 ns. BenchmarkEnter tells the figures of another machine. Systems
// other than Linux and FreeBSD take the CPU time from getrusage.
//
// # Errors
//
// The hot path reports none. The first error of the file is kept, what comes
// after it is dropped, and [Tracer.Close] returns it.
package tracer

import (
	"errors"
	"fmt"
	"os"

	"brig/trace"
)

// A Tracer writes a trace. Its zero value is ready to use and traces nothing.
// It is for one goroutine.
type Tracer struct {
	w    *trace.Writer
	file *os.File
	err  error

	components bool
	stamps     bool
	packed     bool
	clocks     trace.Options // trace.Clocks or 0

	clock   clock
	entry   trace.Entry
	pending trace.Options // trace.Timestamp until an entry has carried it
	time    int64         // of the current packet, in microseconds
}

// On reports whether there is a trace to write to. Callers may leave out all
// else when it is false.
func (t *Tracer) On() bool { return t.w != nil }

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
	t.w = trace.NewWriter(file)
	t.w.Packed = t.packed
	t.clock.begin()
	t.pending = 0
	return nil
}

// Components says whether component events are traced. They are not at first.
func (t *Tracer) Components(on bool) { t.components = on }

// PacketTimestamps says whether the first entry of a packet carries its time.
// Without it a trace does not tell packets apart. It is off at first.
func (t *Tracer) PacketTimestamps(on bool) {
	t.stamps = on
	t.pending = 0
}

// LZF says whether the trace is packed. It is not at first.
func (t *Tracer) LZF(on bool) {
	t.packed = on
	if t.w != nil {
		t.w.Packed = on
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
	if t.stamps {
		t.pending = trace.Timestamp
		t.time = networkTime / 1000
	}
}

// Enter traces that a body of a function is entered.
func (t *Tracer) Enter(function, body int) { t.add(trace.Call, trace.MakeID(function, body)) }

// Leave traces that a body of a function is left.
func (t *Tracer) Leave(function, body int) { t.add(trace.Return, trace.MakeID(function, body)) }

// Component traces that a component is used.
func (t *Tracer) Component(id int) {
	if t.components {
		t.add(trace.ComponentEvent, trace.ID(id))
	}
}

func (t *Tracer) add(kind trace.Options, id trace.ID) {
	if t.w == nil {
		return
	}
	e := &t.entry
	e.Options = kind | t.clocks | t.pending
	e.ID = id
	if t.clocks != 0 {
		e.Real, e.Virtual = t.clock.now()
	}
	if t.pending != 0 {
		e.Time = t.time
		t.pending = 0
	}
	t.w.Append(e)
}

// Close ends the trace and returns the first error since it began, however
// long ago. Tracing is then off.
//
// If packets are timestamped, the last entry gets the time of the last packet
// once more when it is a return: the decoder of 2013 counts a packet's chain
// only when another timestamp follows.
func (t *Tracer) Close() error {
	err := errors.Join(t.finish(), t.err)
	t.err = nil
	return err
}

func (t *Tracer) finish() error {
	if t.w == nil {
		return nil
	}
	if t.stamps {
		t.w.StampLast(t.time)
	}
	err := t.w.Close()
	if cerr := t.file.Close(); err == nil && cerr != nil {
		err = fmt.Errorf("closing trace: %w", cerr)
	}
	t.w, t.file = nil, nil
	return err
}

// keep remembers an error for Close, for callers that cannot return one.
func (t *Tracer) keep(err error) error {
	if t.err == nil {
		t.err = err
	}
	return err
}
