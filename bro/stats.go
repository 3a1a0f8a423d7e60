package bro

import (
	"fmt"
	"maps"
	"slices"

	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/resolve"
)

// This file tells scripts what the engine has done and holds: get_*_stats.

// statsBuiltins are those that only the engine can answer; the others are in package
// builtin.
func (e *engine) statsBuiltins() map[string]interp.Builtin {
	return map[string]interp.Builtin{
		"get_conn_stats":          e.connStats,
		"get_reassembler_stats":   e.reassemblerStats,
		"get_gap_stats":           e.gapStats,
		"get_gap_summary":         e.gapStats,
		"get_reporter_stats":      e.reporterStats,
		"get_file_analysis_stats": e.fileStats,
		"open_log_file":           e.openLogFile,
		"generate_all_events": func(*interp.BuiltinCall) (interp.Value, error) {
			e.in.AllEvents = e.allEvents
			return interp.Bool(true), nil
		},
		"do_profiling": func(*interp.BuiltinCall) (interp.Value, error) {
			return interp.Value{}, e.profile()
		},
	}
}

// connStats makes a ConnStats record.
func (e *engine) connStats(c *interp.BuiltinCall) (interp.Value, error) {
	st := e.session.Stats()
	s := newShape(c.Result, "total_conns", "current_conns", "num_packets", "num_fragments", "num_tcp_conns", "cumulative_tcp_conns",
		"num_udp_conns", "cumulative_udp_conns", "num_icmp_conns", "cumulative_icmp_conns")
	return s.record(e.in,
		interp.Count(st.TCP+st.UDP+st.ICMP+st.Other), interp.Count(uint64(st.Active)), interp.Count(st.Packets),
		interp.Count(st.Dropped(packet.DropFragment)+st.Reassembled), interp.Count(uint64(st.ActiveTCP)), interp.Count(st.TCP),
		interp.Count(uint64(st.ActiveUDP)), interp.Count(st.UDP), interp.Count(uint64(st.ActiveICMP)), interp.Count(st.ICMP)), nil
}

// reassemblerStats makes a ReassemblerStats record of bytes that wait.
func (e *engine) reassemblerStats(c *interp.BuiltinCall) (interp.Value, error) {
	st := e.session.Stats()
	s := newShape(c.Result, "file_size", "frag_size", "tcp_size")
	return s.record(e.in, interp.Count(uint64(st.FileBytes)), interp.Count(uint64(st.FragmentBytes)), interp.Count(uint64(st.TCPBytes))), nil
}

// gapStats makes a GapStats record: of the acknowledgments in established connections,
// and of what was acknowledged and not seen.
func (e *engine) gapStats(c *interp.BuiltinCall) (interp.Value, error) {
	st := e.session.Stats()
	s := newShape(c.Result, "ack_events", "ack_bytes", "gap_events", "gap_bytes")
	return s.record(e.in, interp.Count(st.ACKs), interp.Count(st.ACKBytes), interp.Count(st.Gaps), interp.Count(st.GapBytes)), nil
}

// reporterStats makes a ReporterStats record.
func (e *engine) reporterStats(c *interp.BuiltinCall) (interp.Value, error) {
	s := newShape(c.Result, "weirds", "weirds_by_type")
	weirds := e.session.Weirds()
	var total uint64
	var byType interp.Value
	if f := c.Result.Field("weirds_by_type"); f != nil && f.Type.Kind == resolve.Table {
		t := interp.NewTable(f.Type)
		for _, name := range slices.Sorted(maps.Keys(weirds)) {
			t.Put([]interp.Value{interp.String(name)}, interp.Count(weirds[name]))
		}
		byType = t.Value()
	}
	for _, n := range weirds {
		total += n
	}
	return s.record(e.in, interp.Count(total), byType), nil
}

// fileStats makes a FileAnalysisStats record.
func (e *engine) fileStats(c *interp.BuiltinCall) (interp.Value, error) {
	fw := e.session.Files
	s := newShape(c.Result, "current", "max", "cumulative")
	return s.record(e.in, interp.Count(uint64(fw.Len())), interp.Count(uint64(fw.Max())), interp.Count(fw.Count())), nil
}

// openLogFile opens a file that scripts write themselves where the logs are.
func (e *engine) openLogFile(c *interp.BuiltinCall) (interp.Value, error) {
	name := c.Str(0) + ".log"
	w, err := e.createLog(name)
	if err != nil {
		return interp.Value{}, fmt.Errorf("opening %s: %w", name, err)
	}
	f := interp.NewFile(name, w)
	c.In.File(f)
	return f.Value(), nil
}
