package builtin

import (
	"errors"
	"runtime"
	"time"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// statsFuncs counts what the engine has done. A field for what this engine
// does not have, or does not count, stays 0.
func statsFuncs(h *Host, names *Lookups) table {
	started := time.Now()
	empty := func(c call) (value, error) { return c.In.NewRecord(c.Result).Value(), nil }
	net := func(c call) (value, error) { return netStats(c, h) }
	process := func(c call) (value, error) { return processStats(c, started) }
	return table{
		"net_stats":               net,
		"get_net_stats":           net,
		"resource_usage":          process,
		"get_proc_stats":          process,
		"get_event_stats":         eventStats,
		"get_event_handler_stats": handlerStats,
		"get_timer_stats":         timerStats,
		"get_dns_stats":           names.stats,
		"get_thread_stats":        threadStats,
		// All 0: there are no signatures.
		"get_matcher_stats":           empty,
		"table_pattern_matcher_stats": tableMatcherStats,
		"dump_rule_stats":             func(call) (value, error) { return boolean(true) },
	}
}

// set gives a field its value where the script's record type has it.
func set(r *interp.Record, field string, v value) { r.SetField(field, v) }

// netStats makes a NetStats record of counts of packets, and of bytes.
func netStats(c call, h *Host) (value, error) {
	r := c.In.NewRecord(c.Result)
	var recvd, dropped, link, bytes uint64
	if h.NetStats != nil {
		recvd, dropped, link, bytes = h.NetStats()
	}
	set(r, "pkts_recvd", interp.Count(recvd))
	set(r, "pkts_dropped", interp.Count(dropped))
	set(r, "pkts_link", interp.Count(link))
	set(r, "bytes_recvd", interp.Count(bytes))
	return r.Value(), nil
}

// processStats makes a bro_resources or ProcStats record: times of the
// process, memory (bro_resources: in kB, ProcStats: in bytes).
func processStats(c call, started time.Time) (value, error) {
	r := c.In.NewRecord(c.Result)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	user, system := ProcessTimes()
	memory := m.Sys
	if c.Result.Name == "bro_resources" {
		memory /= 1024
	}
	set(r, "version", interp.String(""))
	set(r, "start_time", interp.Time(float64(started.UnixMicro())/1e6))
	set(r, "real_time", interp.Interval(time.Since(started).Seconds()))
	set(r, "user_time", interp.Interval(user.Seconds()))
	set(r, "system_time", interp.Interval(system.Seconds()))
	set(r, "mem", interp.Count(memory))
	set(r, "num_timers", interp.Count(uint64(c.In.Timers())))
	set(r, "num_events_queued", interp.Count(c.In.Counters.Queued))
	set(r, "num_events_dispatched", interp.Count(c.In.Counters.Events))
	return r.Value(), nil
}

func eventStats(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	set(r, "queued", interp.Count(c.In.Counters.Queued))
	set(r, "dispatched", interp.Count(c.In.Counters.Events))
	return r.Value(), nil
}

// handlerStats says how often each event was dispatched that was at all.
func handlerStats(c call) (value, error) {
	out := interp.NewTable(c.Result)
	for _, f := range c.In.Funcs() {
		if !f.IsEvent() || f.Raised() == 0 {
			continue
		}
		r := c.In.NewRecord(c.Result.Index[0])
		set(r, "name", interp.String(f.Name))
		set(r, "times_called", interp.Count(f.Raised()))
		out.Add(r.Value())
	}
	return out.Value(), nil
}

func timerStats(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	set(r, "current", interp.Count(uint64(c.In.Timers())))
	set(r, "max", interp.Count(c.In.Counters.Waiting))
	set(r, "cumulative", interp.Count(uint64(c.In.Timers())+c.In.Counters.Timers))
	return r.Value(), nil
}

// threadStats counts goroutines, which are what threads are to Bro.
func threadStats(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	set(r, "num_threads", interp.Count(uint64(runtime.NumGoroutine())))
	return r.Value(), nil
}

// tableMatcherStats makes a MatcherStats record of what a table or set of
// patterns has built to look strings up; mem is in bytes.
func tableMatcherStats(c call) (value, error) {
	v := c.Args[0]
	if k := v.Kind(); k != resolve.Table && k != resolve.Set {
		return none, errors.New("requires a table or set of patterns")
	}
	r := c.In.NewRecord(c.Result)
	if m := v.Table().Matcher(); m != nil {
		insts, states, bytes := m.Stats()
		set(r, "matchers", interp.Count(1))
		set(r, "nfa_states", interp.Count(uint64(insts)))
		set(r, "dfa_states", interp.Count(uint64(states)))
		set(r, "computed", interp.Count(uint64(states)))
		set(r, "mem", interp.Count(uint64(bytes)))
	}
	return r.Value(), nil
}
