package bro

import (
	"fmt"
	"runtime"
	"time"

	"brig/bro/builtin"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file writes prof.log: blocks of lines that say what the engine holds and has used,
// again and again by network time. The lines are those of Bro's profiling logger, but for
// what this engine does not have: signatures, remote communication, and sizes of values in
// bytes.

// A profiler writes to a file that a script has opened.
type profiler struct {
	e        *engine
	file     *interp.File
	interval float64 // seconds between two blocks
	next     float64 // network time of the next one
	multiple uint64  // each so many blocks are expensive; 0 for none
	blocks   uint64
	segments bool
	began    time.Time
	memory   uint64 // when it began, in bytes
	update   *handler
}

// startProfiler begins if the scripts want it.
func (e *engine) startProfiler() {
	file, ok := e.in.Global("profiling_file")
	if !ok || !file.IsSet() {
		return
	}
	p := &profiler{e: e, file: file.File(), began: time.Now(), update: e.profileUpdate}
	if v, ok := e.in.Global("profiling_interval"); ok {
		p.interval = v.Seconds()
	}
	if v, ok := e.in.Global("expensive_profiling_multiple"); ok {
		p.multiple = v.Count()
	}
	if v, ok := e.in.Global("segment_profiling"); ok {
		p.segments = v.Bool()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.memory = m.Sys
	e.profiler = p
}

// profile writes a block now; it is do_profiling().
func (e *engine) profile() error {
	if e.profiler == nil {
		return nil
	}
	return e.profiler.block()
}

// tick writes a block when it is time.
func (p *profiler) tick(now float64) error {
	if p.interval <= 0 || now < p.next {
		return nil
	}
	p.next = now + p.interval
	return p.block()
}

// segment writes how much processor time a part of the work has taken since start, and
// gives the time at its end.
func (p *profiler) segment(name string, start time.Duration) time.Duration {
	if p == nil || !p.segments {
		return 0
	}
	now := processTime()
	p.line("segment-%s dt=%.6f", name, (now - start).Seconds())
	return now
}

// start is the processor time so far, if segments are of interest.
func (p *profiler) start() time.Duration {
	if p == nil || !p.segments {
		return 0
	}
	return processTime()
}

func processTime() time.Duration {
	user, system := builtin.ProcessTimes()
	return user + system
}

func (p *profiler) line(format string, args ...any) {
	fmt.Fprintf(p.file, "%.6f "+format+"\n", append([]any{p.e.in.NetworkTime()}, args...)...)
}

func (p *profiler) block() error {
	if !p.file.Open {
		return nil
	}
	p.blocks++
	expensive := p.multiple > 0 && p.blocks%p.multiple == 0
	p.process()
	st := p.e.session.Stats()
	p.line("Conns: total=%d current=%d/%d", st.TCP+st.UDP+st.ICMP+st.Other, st.Active, st.MaxActive)
	p.line("Conns: tcp=%d/%d udp=%d/%d icmp=%d/%d", st.ActiveTCP, st.MaxTCP, st.ActiveUDP, st.MaxUDP, st.ActiveICMP, st.MaxICMP)
	p.states(&st.TCPStates)
	p.line("Connections expired due to inactivity: %d", st.TimedOut)
	p.line("Total reassembler data: %dK", (st.TCPBytes+st.FragmentBytes+st.FileBytes)/1024)
	p.script(st.Timers)
	if expensive {
		p.globals()
	}
	if err := p.file.Flush(); err != nil {
		return fmt.Errorf("writing %s: %w", p.file.Name, err)
	}
	if p.update != nil {
		p.update.queue(p.file.Value(), interp.Bool(expensive))
	}
	return nil
}

// process tells of memory and time.
func (p *profiler) process() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	user, system := builtin.ProcessTimes()
	p.line("------------------------")
	p.line("Memory: total=%dK total_adj=%dK malloced: %dK", m.Sys/1024, (m.Sys-min(m.Sys, p.memory))/1024, m.HeapAlloc/1024)
	p.line("Run-time: user+sys=%.1f user=%.1f sys=%.1f real=%.1f", (user + system).Seconds(), user.Seconds(), system.Seconds(),
		time.Since(p.began).Seconds())
}

// states is a table of TCP connections: a line for each state of the originator, a column
// for each of the responder.
func (p *profiler) states(n *[packet.StateReset + 1][packet.StateReset + 1]int) {
	names := [packet.StateReset + 1]string{"Inact.", "Syn.", "SA", "Part.", "Est.", "Fin.", "Rst."}
	head := ""
	for _, name := range names {
		head += fmt.Sprintf("%-8s", name)
	}
	p.line("TCP-States:%8s%s", "", head)
	for i, name := range names {
		row := ""
		for _, k := range n[i] {
			cell := ""
			if k > 0 {
				cell = fmt.Sprint(k)
			}
			row += fmt.Sprintf("%-8s", cell)
		}
		p.line("TCP-States:%-8s%s", name, row)
	}
}

// script tells of what scripts keep the engine busy with. conns are the timers of
// connections and files.
func (p *profiler) script(conns int) {
	in := p.e.in
	now, lag := in.NetworkTime(), 0.0
	if at, ok := in.NextTimer(); ok {
		lag = max(0, now-at)
	}
	p.line("Timers: current=%d max=%d lag=%.2fs", in.Timers()+conns, in.Counters.Waiting+uint64(p.e.session.Stats().MaxTimers), lag)
	asked, found, failed := p.e.lookups.Counts()
	p.line("DNS_Mgr: requests=%d succesful=%d failed=%d pending=%d cached_hosts=0 cached_addrs=0", asked, found, failed, asked-min(asked, found+failed))
	total, pending := in.Whens()
	p.line("Triggers: total=%d pending=%d", total, pending)
	events, tables, whens := in.TimerKinds()
	for _, t := range []struct {
		name string
		n    int
	}{{"ScheduleTimer", events}, {"TableValTimer", tables}, {"TriggerTimer", whens}, {"ConnectionTimer", conns}} {
		if t.n > 0 {
			p.line("        %s = %d", t.name, t.n)
		}
	}
	p.line("Threads: current=%d", runtime.NumGoroutine())
}

// large is how many values a global must hold to have a line of its own.
const large = 500

// globals counts the values of global variables.
func (p *profiler) globals() {
	in := p.e.in
	total, entries := 0, 0
	for _, g := range in.Program().Globals {
		v, _ := in.Global(g.Name)
		if !v.IsSet() || !g.Type.IsContainer() {
			continue
		}
		n := builtin.Footprint(v)
		total += n
		size := 0
		if k := v.Kind(); k == resolve.Table || k == resolve.Set {
			size = v.Table().Len()
			entries += size
		}
		if n >= large {
			p.line("                %s = %d values (%d entries)", g.Name, n, size)
		}
	}
	p.line("Global_sizes: %d values in tables and records, %d table entries", total, entries)
}
