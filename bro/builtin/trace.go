package builtin

import (
	"brig/bro/interp"
)

// traceFuncs switches the trace of function calls: where it goes, what it
// contains beside calls, and which functions it follows. The engine supplies
// the trace itself (see Host); without one the calls do nothing.
func traceFuncs(h *Host) table {
	path := func(f func(string) error) interp.Builtin {
		return func(c call) (value, error) {
			if f == nil {
				return none, nil
			}
			return none, f(c.Str(0))
		}
	}
	flag := func(f func(bool)) interp.Builtin {
		return func(c call) (value, error) {
			if f != nil {
				f(c.Bool(0))
			}
			return none, nil
		}
	}
	return table{
		"fn_dump_mapping_info": path(h.DumpMapping),
		"fn_set_file":          path(h.SetTraceFile),
		"fn_trace_components":  flag(h.TraceComponents),
		"fn_trace_packet_ts":   flag(h.TracePacketTime),
		"fn_trace_use_lzf":     flag(h.TraceLZF),
		"fn_trace_papi_time":   flag(h.TracePAPI),
		"fn_trace_add": func(c call) (value, error) {
			if h.TraceAdd != nil {
				h.TraceAdd(c.Args[0].Pattern())
			} else {
				c.In.SelectTrace(c.Args[0].Pattern().MatchAll)
			}
			return none, nil
		},
	}
}
