package interp

import (
	"errors"
	"fmt"

	"brig/bro/resolve"
	"brig/bro/syntax"
)

// A RuntimeError is an error of a script while it runs. It ends the event
// handler (or whatever else the engine called), not the run.
type RuntimeError struct {
	Pos   syntax.Pos
	Msg   string
	Stack []StackEntry // bodies that were running, innermost first; cut to the innermost few
}

// A StackEntry is an entry of a call stack.
type StackEntry struct {
	Func string
	Pos  syntax.Pos // of the body
}

// Error gives the message in Bro's manner: "FILE, line N: error: MESSAGE".
func (e *RuntimeError) Error() string { return Message(e.Pos, "error", e.Msg) }

// Message is a line about a place in a script: "FILE, line N: KIND: TEXT",
// without the place if there is none.
func Message(pos syntax.Pos, kind, msg string) string {
	if !pos.IsValid() {
		return kind + ": " + msg
	}
	return fmt.Sprintf("%s, line %d: %s: %s", pos.File.Name, pos.Line, kind, msg)
}

// ErrCanceled is what running scripts returns after [Interp.Cancel].
var ErrCanceled = errors.New("canceled")

// Scripts are left by panicking with one of these two and caught at the
// engine's entries (guard): every expression would otherwise have to carry an
// error result, which costs more than all the rest of it.
type (
	scriptPanic struct{ err *RuntimeError }
	cancelPanic struct{}
)

func fail(pos syntax.Pos, format string, args ...any) {
	panic(scriptPanic{&RuntimeError{Pos: pos, Msg: fmt.Sprintf(format, args...)}})
}

// written is an expression as the script has it, for messages.
func written(e resolve.Expr) string {
	const most = 100
	text := e.Extent().Text()
	if len(text) > most {
		text = text[:most] + "..."
	}
	return text
}

func failIndex(e *resolve.Index, v *Vector, i uint64) {
	fail(e.Pos(), "no such index (%s): %d of a vector of %d", written(e), int64(i), len(v.elems))
}

func failBeyond(pos syntax.Pos, v *Vector, i uint64) {
	fail(pos, "vector index %d lies too far beyond the end of %d elements", int64(i), len(v.elems))
}

func failField(e *resolve.FieldGet) {
	fail(e.Pos(), "field value missing (%s)", written(e))
}

// Location is "FILE, line N", or "" for no place.
func Location(pos syntax.Pos) string {
	if !pos.IsValid() {
		return ""
	}
	return fmt.Sprintf("%s, line %d", pos.File.Name, pos.Line)
}
