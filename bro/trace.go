package bro

import (
	"path"
	"path/filepath"
	"strings"

	"brig/bro/analyzer"
	"brig/bro/interp"
	"brig/bro/packet"
	"brig/bro/pattern"
	"brig/bro/tracer"
)

// This file connects interpreter and analyzers to the trace. Scripts decide
// what is traced with
//
//	fn_dump_mapping_info(path)  write the map: the names of functions and components
//	fn_set_file(path)           write a trace from now on
//	fn_trace_add(pattern)       trace the functions whose whole name matches
//	fn_trace_components(on)     trace components of the packet path too
//	fn_trace_packet_ts(on)      tell packets apart
//	fn_trace_papi_time(on)      put clocks into the entries
//	fn_trace_use_lzf(on)        write version 1 of the format, packed or not
//
// Each body of an event or hook is a function of its own in the trace, named
// for its file and line (see tracer.Tracer.DumpMapping). Components are traced when a
// packet enters and leaves them.

// calls hands the interpreter's calls to the trace.
type calls struct{ t *tracer.Tracer }

func (c calls) Enter(function, body int16) { c.t.Enter(int(function), int(body)) }
func (c calls) Leave(function, body int16) { c.t.Leave(int(function), int(body)) }

// outputPath is the place of a file that a script names.
func (e *engine) outputPath(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(e.cfg.Dir, filepath.FromSlash(name))
}

func (e *engine) setTraceFile(name string) error {
	if err := e.tracer.SetFile(e.outputPath(name)); err != nil {
		return err
	}
	e.in.Tracer = calls{&e.tracer}
	return nil
}

func (e *engine) traceAdd(p *pattern.Pattern) { e.in.SelectTrace(p.MatchAll) }

// hookComponents has the analyzers tell what they enter, if scripts may ask for it.
func (e *engine) hookComponents() {
	if f := e.in.Program().Func("fn_trace_components"); f == nil || !f.Used {
		return
	}
	e.session.Hooks.Enter = func(c packet.Component) { e.tracer.EnterComponent(int(c)) }
	e.session.Hooks.Leave = func(c packet.Component) { e.tracer.LeaveComponent(int(c)) }
}

// mapFile is a script's name in the map: for one of the library or below the
// current folder its path there, for another its last part, so that the map
// does not depend on where a script was put.
func mapFile(name string) string {
	name = path.Clean(name)
	if path.IsAbs(name) || strings.HasPrefix(name, "../") {
		return path.Base(name)
	}
	return name
}

func (e *engine) dumpMapping(name string) error {
	return e.tracer.DumpMapping(e.outputPath(name))
}

// traceNames lists all functions, each body of events and hooks, and all
// components.
func (e *engine) traceNames() ([]tracer.Function, []tracer.Component) {
	var fns []tracer.Function
	for _, f := range e.in.Funcs() {
		info := f.Info()
		if info.ID < 0 {
			continue // beyond the identifiers of the format; never traced
		}
		bodies := info.Bodies
		if len(bodies) == 0 {
			bodies = []interp.BodyInfo{{Span: info.Span}}
		}
		for _, b := range bodies {
			fn := tracer.Function{ID: int(info.ID), Body: int(b.ID), Name: info.Name,
				Builtin: info.Builtin, Hook: info.Hook, Event: info.Event}
			if p := b.Span.Start; p.IsValid() {
				fn.File = mapFile(p.File.Name)
				fn.FirstLine, fn.FirstColumn = int(p.Line), int(p.Col)
				fn.LastLine, fn.LastColumn = int(b.Span.End.Line), int(b.Span.End.Col)
			}
			fns = append(fns, fn)
		}
	}
	var comps []tracer.Component
	for i, name := range analyzer.Components() {
		comps = append(comps, tracer.Component{ID: i + 1, Name: name})
	}
	return fns, comps
}
