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
// The engine keeps what it traces as a word of 64 bits an entry, in batches
// that another goroutine encodes, packs and writes; a block is packed by one
// more. So the engine pays for a reading of the processor's counter and little
// else: on the machine this was written on 10 to 11 ns, 10 of them the counter
// (the system's clock takes 26 ns, the CPU clock of a thread some hundreds).
// What the other goroutines do takes another 12 to 15 ns an entry of whichever
// processor is free. BenchmarkEnter tells the figures of another machine.
//
// Virtual time is the CPU time of the engine's goroutine, which keeps its thread
// while there is a trace, exact to 5 microseconds. Where there is one processor
// only, the engine waits for the goroutine that encodes: that is in the real
// time, and not in the virtual.
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
	"os"
	"runtime"
	"slices"
	"time"

	"brig/trace"
)

// A Tracer writes a trace. Its zero value is ready to use and traces nothing.
// It is for one goroutine, from SetFile to Close.
type Tracer struct {
	// Names lists what can be traced, for the map. The bodies of a function
	// come in their order.
	Names func() ([]Function, []Component)

	batch   *batch   // that fills; nil without a file
	encoder *encoder // nil until the version of the trace is known
	file    *os.File
	err     error

	components bool
	stamps     bool
	old, lzf   bool // version 1; packed
	clocks     bool
	clock      clock
}

// On reports whether there is a trace to write to. Callers may leave out all
// else when it is false.
func (t *Tracer) On() bool { return t.batch != nil }

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
	runtime.LockOSThread() // whose CPU clock is that of the engine
	t.file, t.batch = file, new(batch)
	t.clock.begin()
	t.note(clocksNote, word(t.clocks))
	t.note(packedNote, word(t.lzf))
	return nil
}

// begin begins to write. Scripts ask for LZF after they have named the file,
// perhaps when they are traced already, so entries wait for the first packet.
func (t *Tracer) begin() {
	var names names
	var calibration *trace.Calibration
	if !t.old {
		names = t.names()
		if t.clocks {
			calibration = t.calibrate()
		}
	}
	t.encoder = newEncoder()
	go t.encoder.run(t.file, t.old, names, calibration)
}

// calibrate measures what an entry costs the engine, and a reading of the clock.
func (t *Tracer) calibrate() *trace.Calibration {
	const n = 256 // they fit in a batch
	s := Tracer{batch: new(batch), clocks: true, clock: t.clock}
	c := &trace.Calibration{Clock: s.clock.name()}
	c.Read = costOf(n, func() {
		for range n {
			s.clock.ticks()
		}
	})
	// The processor keeps the word while it waits for the counter: an entry
	// may cost no more than that.
	c.Entry = max(c.Read, costOf(n, func() {
		s.batch.used = 0
		for i := range n / 2 {
			s.Enter(i, 0)
			s.Leave(i, 0)
		}
	}))
	return c
}

// costOf is what one of the n things costs that do does, in picoseconds: the
// median of many rounds. The caches are warm, so it costs rather more in a run.
func costOf(n int, do func()) int64 {
	var times [65]int64
	for i := range times {
		begin := time.Now()
		do()
		times[i] = int64(time.Since(begin)) * 1000 / int64(n)
	}
	slices.Sort(times[:])
	return times[len(times)/2]
}

// Components says whether component events are traced. They are not at first.
func (t *Tracer) Components(on bool) { t.components = on }

// PacketTimestamps says whether the first entry of a packet carries its time.
// Without it a trace does not tell packets apart. It is off at first.
func (t *Tracer) PacketTimestamps(on bool) {
	t.stamps = on
	t.note(plainNote)
}

// LZF makes the trace one of version 1 and says whether it is packed. A trace
// of version 2 that has packets stays one, and the error says so.
func (t *Tracer) LZF(on bool) {
	if t.encoder != nil && !t.old {
		t.keep(errors.New("writing trace: LZF was asked for when packets had been traced: ask in bro_init"))
		return
	}
	t.old, t.lzf = true, on
	t.note(packedNote, word(on))
}

// PapiTime says whether entries carry the real and the virtual clock. They do
// not at first.
func (t *Tracer) PapiTime(on bool) {
	t.clocks = on
	t.note(clocksNote, word(on))
}

func word(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

// Packet begins a packet, whose network time is in nanoseconds since 1970.
func (t *Tracer) Packet(networkTime int64) {
	t.known()
	if t.stamps {
		t.note(packetNote, uint64(networkTime))
	}
}

// End says that no packet follows: what is traced from now on belongs to none,
// which version 1 cannot tell.
func (t *Tracer) End() {
	t.known()
	if t.stamps {
		t.note(outsideNote)
	}
}

// known says that the version of the trace does not change any more.
func (t *Tracer) known() {
	if t.encoder == nil && t.file != nil {
		t.begin()
	}
}

// Enter traces that a body of a function is entered.
func (t *Tracer) Enter(function, body int) { t.add(callWord, trace.MakeID(function, body)) }

// Leave traces that a body of a function is left.
func (t *Tracer) Leave(function, body int) { t.add(returnWord, trace.MakeID(function, body)) }

// EnterComponent traces that a component begins to work on a packet.
func (t *Tracer) EnterComponent(id int) {
	if t.components {
		t.add(componentWord, trace.ID(id))
	}
}

// LeaveComponent traces that it is done with it, which version 1 cannot tell.
func (t *Tracer) LeaveComponent(id int) {
	if t.components {
		t.add(leftWord, trace.ID(id))
	}
}

func (t *Tracer) add(kind uint64, id trace.ID) {
	if t.batch == nil {
		return
	}
	word := kind | uint64(id)
	if t.clocks {
		tick := t.clock.ticks()
		ticks := uint64(tick - t.clock.last)
		if ticks >= t.clock.gap {
			t.look(tick)
			ticks = 0
		}
		t.clock.last = tick
		word |= ticks << tickShift
	}
	b := t.batch
	b.words[b.used] = word
	if b.used++; b.used >= fullBatch {
		t.next()
	}
}

// look has the clock look at the others, for an entry at a tick.
func (t *Tracer) look(tick int64) {
	c := &t.clock
	c.look(tick)
	t.note(readingNote, uint64(tick), uint64(c.tick), uint64(c.base), c.scale, uint64(c.lag))
}

// Close ends the trace and returns the first error since it began, however
// long ago. Tracing is then off.
func (t *Tracer) Close() error {
	err := errors.Join(t.finish(), t.err)
	t.err = nil
	return err
}

func (t *Tracer) finish() error {
	if t.file == nil {
		return nil
	}
	t.known() // a trace without entries is a trace
	c := t.encoder
	c.full <- t.batch
	close(c.full)
	<-c.done
	t.batch, t.encoder, t.file = nil, nil, nil
	runtime.UnlockOSThread()
	return c.err
}

// keep remembers an error for Close, for callers that cannot return one.
func (t *Tracer) keep(err error) error {
	if t.err == nil {
		t.err = err
	}
	return err
}
