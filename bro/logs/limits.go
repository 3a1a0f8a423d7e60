package logs

import (
	"math"

	"brig/bro/interp"
)

// Limits bound what of a record is logged, so that traffic cannot make lines
// of any length: bytes of strings and elements of sets and vectors, of one
// field and of all.
type limits struct {
	fieldBytes, bytes       int
	fieldElements, elements int
}

// newLimits takes the limits from a Log::Stream; 0 means none.
func newLimits(def *interp.Record) limits {
	limit := func(field string) int {
		if v := def.Field(field); v.IsSet() && v.Count() > 0 && v.Count() < math.MaxInt {
			return int(v.Count())
		}
		return math.MaxInt
	}
	return limits{
		fieldBytes:    limit("max_field_string_bytes"),
		bytes:         limit("max_total_string_bytes"),
		fieldElements: limit("max_field_container_elements"),
		elements:      limit("max_total_container_elements"),
	}
}

// A room is what the limits leave for the rest of a record.
type room struct {
	limits
	cutText, cutElements bool
}

// text is as much of a string as there is room for.
func (r *room) text(s string) string {
	if n := min(r.fieldBytes, r.limits.bytes); len(s) > n {
		s = s[:n]
		r.cutText = true
	}
	r.bytes -= len(s)
	return s
}

// elements is how many of n elements there is room for.
func (r *room) elements(n int) int {
	if most := min(r.fieldElements, r.limits.elements); n > most {
		n = most
		r.cutElements = true
	}
	r.limits.elements -= n
	return n
}

// Weirds tell that values were cut. So that they are no flood themselves only
// the first are raised, and then one in so many.
const (
	weirdText     = "log_string_field_truncated"
	weirdElements = "log_container_field_truncated"

	allWeirds  = 25
	someWeirds = 1000
)

// tell raises the weirds of the record that was written last.
func (fw *Framework) tell(s *stream, l *log) {
	if l.room.cutText {
		fw.weird(weirdText, s)
	}
	if l.room.cutElements {
		fw.weird(weirdElements, s)
	}
}

func (fw *Framework) weird(name string, s *stream) {
	n := fw.cut[name]
	fw.cut[name]++
	ev := fw.in.Event("net_weird")
	if !ev.HasHandlers() || n >= allWeirds && n%someWeirds != 0 {
		return
	}
	args := []interp.Value{interp.String(name), interp.String(s.id.Label()), interp.String("")}
	fw.in.Queue(ev, args[:len(ev.Type().Sig.Params)]...)
}
