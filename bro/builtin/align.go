package builtin

import (
	"cmp"
	"slices"

	"brig/bro/interp"
)

// alignFuncs finds what two strings have in common (Smith and Waterman,
// Identification of Common Molecular Subsequences, 1981).
func alignFuncs() table {
	return table{"str_smith_waterman": smithWaterman}
}

// maxAlign bounds the cells of a matrix, which take 6 bytes each.
const maxAlign = 1 << 22

// smithWaterman takes an sw_params: the length that a common substring must
// have, and whether to give the best alignment (0) or all that are not part of another
// (1). It gives an sw_substring_vec in the order of the shorter string.
func smithWaterman(c call) (value, error) {
	a, b := c.Str(0), c.Str(1)
	params := c.Record(2)
	least := params.Field("min_strlen").Count()
	out := interp.NewVector(c.Result)
	if uint64(len(a)) < least || uint64(len(b)) < least {
		return out.Value(), nil
	}
	if len(b) >= maxAlign/(len(a)+1) {
		return none, errTooLong
	}
	m := newAlignment(a, b, int(least))
	var found []common
	if params.Field("sw_variant").Count() == 1 {
		found = m.all()
	} else {
		found = m.collect(m.best)
	}
	slices.Reverse(found) // of two at one place the one that was found last comes first
	slices.SortStableFunc(found, func(x, y common) int {
		if len(a) > len(b) {
			return cmp.Compare(x.at[0], y.at[0])
		}
		return cmp.Compare(x.at[1], y.at[1])
	})
	for _, f := range found {
		r := c.In.NewRecord(c.Result.Elem)
		set(r, "str", interp.String(a[f.at[0]:f.at[0]+f.n]))
		aligns := r.Field("aligns").Vector()
		for i, whole := range []string{a, b} {
			align := c.In.NewRecord(aligns.Value().Type().Elem)
			set(align, "str", interp.String(whole))
			set(align, "index", interp.Count(uint64(f.at[i])))
			aligns.Append(align.Value())
		}
		set(r, "new", interp.Bool(f.begins))
		out.Append(r.Value())
	}
	return out.Value(), nil
}

// A common is a substring of both strings.
type common struct {
	at     [2]int // offset in each
	n      int
	begins bool // it is the first of its alignment
}

func (x common) covers(y common) bool {
	return x.at[0] <= y.at[0] && x.at[0]+x.n >= y.at[0]+y.n && x.at[1] <= y.at[1] && x.at[1]+x.n >= y.at[1]+y.n
}

// An alignment is the matrix of all prefixes of both strings. A match
// scores 1, and 99 more if it continues another; a gap costs nothing.
type alignment struct {
	width, least int
	score        []int32
	from         []step
	seen         []bool
	best         int // the cell to walk back from, 0 if nothing is in common
}

// A step says from which neighbour a cell has its score.
type step uint8

const (
	start step = iota
	match
	up
	left
)

func newAlignment(a, b string, least int) *alignment {
	width := len(b) + 1
	cells := width * (len(a) + 1)
	m := &alignment{width: width, least: least, score: make([]int32, cells), from: make([]step, cells), seen: make([]bool, cells)}
	most := int32(1)
	for i := range len(a) {
		for j := range len(b) {
			at := (i+1)*width + j + 1
			diagonal := at - width - 1
			switch {
			case a[i] == b[j]:
				m.score[at] = m.score[diagonal] + 1
				if m.from[diagonal] == match {
					m.score[at] += 99
				}
				m.from[at] = match
			default:
				m.score[at] = max(m.score[at-width], m.score[at-1], m.score[diagonal])
				m.from[at] = left
				if m.score[at] == m.score[at-width] {
					m.from[at] = up
				}
			}
			if m.score[at] > most {
				most, m.best = m.score[at], at
			}
		}
	}
	return m
}

// collect walks back from a cell and lists the substrings on the way, the
// last first.
func (m *alignment) collect(at int) []common {
	var found []common
	run := common{}
	for {
		m.seen[at] = true
		if m.from[at] == match {
			run.n++
			run.at = [2]int{at/m.width - 1, at%m.width - 1}
			at -= m.width + 1
			continue
		}
		if run.n > 0 && run.n >= m.least {
			found = append(found, run)
		}
		run = common{}
		switch m.from[at] {
		case up:
			at -= m.width
		case left:
			at--
		default:
			if len(found) > 0 {
				found[len(found)-1].begins = true
			}
			return found
		}
	}
}

// all lists the alignments none of whose substrings is part of one of
// another.
func (m *alignment) all() []common {
	var kept [][]common
	for at := len(m.from) - 1; at > 0; at-- {
		if m.from[at] != match || m.seen[at] {
			continue
		}
		found := m.collect(at)
		if len(found) == 0 {
			continue
		}
		if !slices.ContainsFunc(kept, func(old []common) bool { return covered(found, old) }) {
			kept = slices.DeleteFunc(kept, func(old []common) bool { return covered(old, found) })
			kept = append(kept, found)
		}
	}
	return slices.Concat(kept...)
}

// covered reports whether a substring of x is part of one of y.
func covered(x, y []common) bool {
	for _, s := range x {
		if slices.ContainsFunc(y, func(t common) bool { return t.covers(s) }) {
			return true
		}
	}
	return false
}
