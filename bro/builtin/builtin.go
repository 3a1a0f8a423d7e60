// Package builtin implements Bro's built-in functions in Go.
//
// [All] gives them by the qualified names under which the prototypes in
// base/bif/*.bif.bro declare them for scripts. There is one file for each
// family, in each a function that returns the family's map. Meaning and shape
// of a function are those of Bro's reference of built-in functions under the
// same name; its comment says where they are not obvious: units, errors, and
// what happens on bad input.
//
// Another package adds builtins by making a map of the same form:
//
//	func Builtins() map[string]interp.Builtin {
//		return map[string]interp.Builtin{
//			"Log::write": func(c *interp.BuiltinCall) (interp.Value, error) { ... },
//		}
//	}
//
// An error that a builtin returns ends the calling event handler. Where Bro
// only warns and goes on with an empty or zero result, so do we, through
// [interp.BuiltinCall.Warn].
package builtin

import (
	"maps"

	"brig/bro/interp"
	"brig/bro/pattern"
)

type (
	call  = *interp.BuiltinCall
	value = interp.Value
	table = map[string]interp.Builtin
)

// A Host is what builtins ask of the engine around the interpreter. A nil
// field means that the engine has no such thing; the builtin then does
// nothing, or says so.
type Host struct {
	// The function trace: where the names of functions and the trace itself
	// are written, and what it contains.
	DumpMapping     func(path string) error
	SetTraceFile    func(path string) error
	TraceComponents func(on bool)
	TracePacketTime func(on bool)
	TraceLZF        func(on bool)
	TracePAPI       func(on bool)
	// TraceAdd selects functions by name. Nil: [interp.Interp.SelectTrace] with p.MatchAll.
	TraceAdd func(p *pattern.Pattern)

	// ReadingTraces and ReadingLive tell where packets come from.
	ReadingTraces, ReadingLive func() bool
	// NetStats counts packets received, dropped and on the link, and bytes received.
	NetStats func() (recvd, dropped, link, bytes uint64)
	// Lookups counts what the name service is asked.
	Lookups *Lookups
	// Bare is whether the default scripts are left out, Args the command line.
	Bare bool
	Args []string
	// Version is what bro_version() gives.
	Version string
}

// All returns the builtins of this package. Each map has state of its own
// (random numbers, unique ids), so one is made for each interpreter.
func All(h *Host) map[string]interp.Builtin {
	all := table{}
	names := h.Lookups
	if names == nil {
		names = new(Lookups)
	}
	for _, family := range []table{
		stringFuncs(), splitFuncs(), patternFuncs(), encodingFuncs(), formatFuncs(), conversionFuncs(),
		addressFuncs(), mathFuncs(), timeFuncs(), containerFuncs(), hashFuncs(), randomFuncs(),
		fileFuncs(), systemFuncs(h), lookupFuncs(names), statsFuncs(h, names), introspectionFuncs(), reporterFuncs(), optionFuncs(),
		traceFuncs(h), sketchFuncs(), jsonFuncs(), entropyFuncs(), globFuncs(), anonymizeFuncs(),
		communicationFuncs(), alignFuncs(),
	} {
		maps.Copy(all, family)
	}
	return all
}

func str(s string) (value, error) { return interp.String(s), nil }
func count[T int | uint64 | int64 | uint32 | uint16](n T) (value, error) {
	return interp.Count(uint64(n)), nil
}
func boolean(b bool) (value, error)   { return interp.Bool(b), nil }
func double(d float64) (value, error) { return interp.Double(d), nil }

var none value // of builtins without result
