package bro

import (
	"fmt"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file takes the messages of running scripts: all are shown, unless an option of the
// module Reporter says otherwise, and raised as reporter_info, reporter_warning or
// reporter_error where scripts handle these.

// maxReports is how many reports become events between two packets. A handler of
// reporter_error that fails itself would otherwise never end.
const maxReports = 1000

// A reporter shows messages.
type reporter struct {
	e        *engine
	handlers map[string]*handler // by the kind of report
	silent   map[string]bool     // kinds that are not shown
	raised   int                 // since the latest packet
}

func (r *reporter) wire() {
	r.handlers, r.silent = map[string]*handler{}, map[string]bool{}
	for _, kind := range []string{"info", "warning", "error"} {
		r.handlers[kind] = r.e.handled("reporter_"+kind, resolve.Time, kString, kString)
	}
}

// start takes the options, which have their values once the program has started.
func (r *reporter) start() {
	for kind, option := range map[string]string{
		"info": "Reporter::info_to_stderr", "warning": "Reporter::warnings_to_stderr", "error": "Reporter::errors_to_stderr",
	} {
		if v, ok := r.e.in.Global(option); ok && v.Kind() == resolve.Bool {
			r.silent[kind] = !v.Bool()
		}
	}
}

func (r *reporter) report(m interp.Report) {
	if !r.silent[m.Kind] {
		// Keep the order of messages and of what is printed; an error comes back
		// at the end of the run.
		_ = r.e.in.Flush()
		fmt.Fprintln(r.e.cfg.Stderr, m)
	}
	if h := r.handlers[m.Kind]; h != nil && r.raised < maxReports {
		r.raised++
		h.queue(interp.Time(r.e.in.NetworkTime()), interp.String(m.Msg), interp.String(interp.Location(m.Pos)))
	}
}
