package decoder

import (
	"fmt"

	"brig/trace"
)

// An Oddity is what the trace of a sound engine does not have, and what does
// not keep it from being decoded: doc/trace.md says what becomes of it.
type Oddity struct {
	What  string `json:"what"` // in the plural, as in "returns without a call"
	Count int64  `json:"count"`
	// Block is the number of the block that has the first of them, from 1, and
	// Offset where its header is in the trace. Block is 0 if that is not known.
	Block  int   `json:"block,omitempty"`
	Offset int64 `json:"offset,omitempty"`
}

func (o Oddity) String() string {
	if o.Block == 0 {
		return fmt.Sprintf("%d %s", o.Count, o.What)
	}
	return fmt.Sprintf("%d %s, the first in block %d at byte %d", o.Count, o.What, o.Block, o.Offset)
}

// Oddities returns what is odd about the trace. Calls that are open at its end
// are not: a trace may end anywhere.
func (p *Profile) Oddities() []Oddity { return p.oddities }

// An oddity counts odd entries.
type oddity struct {
	count int64
	first trace.Place
}

// note counts n, the first of which is at a place.
func (o *oddity) note(n int64, at trace.Place) {
	if o.count == 0 || at.Block < o.first.Block {
		o.first = at
	}
	o.count += n
}

// take adds what another has counted, which then has nothing.
func (o *oddity) take(from *oddity) {
	if from.count > 0 {
		o.note(from.count, from.first)
	}
	*from = oddity{}
}

// oddities are those that an analysis has come upon.
type oddities struct {
	unmatched oddity // returns without a call
	unwound   oddity // calls without a return, within one that returned
	backward  oddity // calls that ended before they began, by the wall clock
	earlier   oddity // packets of an earlier time than the one before
	unnamed   oddity // functions and components that the map does not name
}

// take adds those of a part, but for what has no name: a part does not know
// what is new.
func (o *oddities) take(from *oddities) {
	o.unmatched.take(&from.unmatched)
	o.unwound.take(&from.unwound)
	o.backward.take(&from.backward)
	o.earlier.take(&from.earlier)
}

func (o *oddities) list() (out []Oddity) {
	for _, k := range []struct {
		what string
		*oddity
	}{
		{"returns without a call", &o.unmatched},
		{"calls without a return, which ended with a call around them", &o.unwound},
		{"calls that ended before they began", &o.backward},
		{"packets of an earlier time than the packet before", &o.earlier},
		{"functions and components that the map does not name", &o.unnamed},
	} {
		if k.count > 0 {
			out = append(out, Oddity{k.what, k.count, k.first.Block, k.first.Offset})
		}
	}
	return out
}

// place returns where an entry of the fields is.
func (a *analysis) place(i int) trace.Place { return a.cursor.Place(a.fields.Len() - i) }

// fault is an error of an entry of the fields. A part with one is analysed
// again when the stack is known: then the error has the state of the whole.
func (a *analysis) fault(i int, err error) error {
	if a.part != nil {
		return errUnknown
	}
	at := a.place(i)
	return &trace.Error{Block: at.Block, Offset: at.Offset, Err: err}
}

// date is told the network time of a packet that begins with the entry that
// was read so many entries ago.
func (a *analysis) date(time int64, ago int) {
	switch {
	case a.dated && time < a.time:
		a.odd.earlier.note(1, a.cursor.Place(ago))
	case !a.dated && a.part != nil:
		a.part.date, a.part.dated = time, a.cursor.Place(ago)
	}
	a.dated, a.time = true, time
}

// takeOddities adds those of a part, whose identifiers have been taken.
func (a *analysis) takeOddities(l *analysis) {
	if n := a.identifiers.unnamed - a.odd.unnamed.count; n > 0 {
		a.odd.unnamed.note(n, l.odd.unnamed.first)
	}
	if l.dated {
		if p := l.part; a.dated && p.date < a.time {
			a.odd.earlier.note(1, p.dated)
		}
		a.dated, a.time = true, l.time
	}
	a.odd.take(&l.odd)
}
