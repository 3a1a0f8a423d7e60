package interp

import (
	"brig/bro/pattern"
	"brig/bro/resolve"
	"brig/bro/syntax"
)

// A matcher finds the entries of a table or set of patterns whose pattern
// matches the whole of a string. All patterns are matched in one pass, by a
// [pattern.Set] that is made anew when the table has changed.
type matcher struct {
	set     *pattern.Set // nil when the table has changed
	entries []int        // entry of each member
	hits    []int32      // scratch
}

// isPatternTable reports whether t is indexed by one pattern.
func isPatternTable(t *resolve.Type) bool {
	return (t.Kind == resolve.Table || t.Kind == resolve.Set) && len(t.Index) == 1 && t.Index[0].Kind == resolve.Pattern
}

// Matcher is what a table or set of patterns looks strings up with: nil for
// others, and while it has not been used since it last changed.
func (t *Table) Matcher() *pattern.Set {
	if t.matcher == nil {
		return nil
	}
	return t.matcher.set
}

// matching is the set of t's patterns.
func (t *Table) matching(pos syntax.Pos) *pattern.Set {
	m := t.matcher
	if m.set != nil {
		return m.set
	}
	m.entries = m.entries[:0]
	var members []*pattern.Pattern
	for i := range t.Cap() {
		if t.Live(i) {
			members = append(members, t.keys[i].Pattern())
			m.entries = append(m.entries, i)
		}
	}
	set, err := pattern.NewSet(members...)
	if err != nil {
		fail(pos, "%v", err)
	}
	m.set = set
	return set
}

// matches calls f with each entry whose pattern matches s, in their order.
func (t *Table) matches(s string, pos syntax.Pos, f func(i int)) {
	m := t.matcher
	m.hits = t.matching(pos).MatchAll(m.hits[:0], s)
	for _, hit := range m.hits {
		f(m.entries[hit])
	}
}

// matchIndex compiles t[s] for a table of patterns and a string: the values of
// all patterns that match, whatever &default says.
func (c *compiler) matchIndex(e *resolve.Index) expr {
	in, x, k, pos := c.in, c.expr(e.X), c.expr(e.Keys[0]), e.Pos()
	return func(fr *Frame) Value {
		t := x(fr).ref.(*Table)
		found := &Vector{typ: e.Type()}
		t.matches(k(fr).Str(), pos, func(i int) {
			in.read(t, i)
			found.elems = append(found.elems, t.vals[i])
		})
		return found.Value()
	}
}

// matchMember compiles "s in t" for a table or set of patterns.
func (c *compiler) matchMember(e *resolve.In) cond {
	in, x, k, pos := c.in, c.expr(e.X), c.expr(e.Keys[0]), e.Pos()
	return func(fr *Frame) bool {
		s := k(fr).Str()
		t := x(fr).ref.(*Table)
		if t.times == nil {
			return t.matching(pos).MatchesAny(s)
		}
		found := false
		t.matches(s, pos, func(i int) {
			in.read(t, i)
			found = true
		})
		return found
	}
}
