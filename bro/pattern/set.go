package pattern

// A Set matches many patterns in one pass and says which of them match.
//
// Like a [Pattern] it builds its automata as it reads, keeps a bounded number
// of states, and must not be used by two goroutines at once.
type Set struct {
	members []*node
	exact   *dfa
	search  *dfa
	hits    []uint64 // scratch of Search
}

// maxSetInsts is the size of a Set as a program.
const maxSetInsts = 2_000_000

// NewSet returns the set of patterns, which are numbered from 0.
func NewSet(patterns ...*Pattern) (*Set, error) {
	s := &Set{}
	size := 0
	for _, p := range patterns {
		if size += p.size + 2; size > maxSetInsts {
			return nil, errTooLarge(size, maxSetInsts)
		}
		s.members = append(s.members, p.tree)
	}
	return s, nil
}

// Stats tells what a set has built so far: the instructions of its programs,
// the states that its automata keep, and the bytes they take.
func (s *Set) Stats() (insts, states, bytes int) {
	for _, d := range []*dfa{s.exact, s.search} {
		if d != nil {
			insts += len(d.prog.insts)
			states += len(d.info)
			bytes += d.bytes
		}
	}
	return insts, states, bytes
}

// MatchAll appends the numbers of the patterns that match the whole of text
// to dst, in ascending order.
func (s *Set) MatchAll(dst []int32, text string) []int32 {
	d := s.exactDFA()
	if text == "" {
		return append(dst, d.emptyText()...)
	}
	place, ok := d.run(text)
	if !ok {
		return dst
	}
	return append(dst, d.finished(place)...)
}

// MatchesAny reports whether some pattern matches the whole of text.
func (s *Set) MatchesAny(text string) bool { return s.exactDFA().matchesAll(text) }

// Search appends the numbers of the patterns that match some part of text to
// dst, in ascending order.
func (s *Set) Search(dst []int32, text string) []int32 {
	d := s.searchDFA()
	if text == "" {
		return append(dst, d.emptyText()...)
	}
	if s.hits == nil {
		s.hits = make([]uint64, len(s.members)/64+1)
	}
	clear(s.hits)
	found := 0
	note := func(ids []int32) {
		for _, id := range ids {
			if bit := uint64(1) << (id & 63); s.hits[id>>6]&bit == 0 {
				s.hits[id>>6] |= bit
				found++
			}
		}
	}
	st := d.starts[1]
	if st&tagAccepts != 0 {
		note(d.here(st & placeMask))
	}
	st &= placeMask
	last := st // its members are noted already
	for i := 0; i < len(text); i++ {
		next := d.trans[st+uint32(d.class[text[i]])]
		if next >= special {
			if next == tagUnknown {
				next = d.step(&st, text[i])
				last = 0
			}
			if next&tagAccepts != 0 && next&placeMask != last {
				last = next & placeMask
				if note(d.here(last)); found == len(s.members) {
					break
				}
			}
			if next&tagDead != 0 {
				return s.collect(dst)
			}
			next &= placeMask
		}
		st = next
	}
	if d.at(st).atEnd {
		note(d.finished(st))
	}
	return s.collect(dst)
}

func (s *Set) collect(dst []int32) []int32 {
	marks := marks(s.hits)
	for id := marks.next(0); id >= 0; id = marks.next(id + 1) {
		dst = append(dst, int32(id))
	}
	return dst
}

func (s *Set) exactDFA() *dfa {
	if s.exact == nil {
		s.exact = newDFA(compile(s.members, shape{}), setCache, nil)
	}
	return s.exact
}

func (s *Set) searchDFA() *dfa {
	if s.search == nil {
		s.search = newDFA(compile(s.members, shape{floating: true}), setCache, nil)
	}
	return s.search
}

// here is the members that match where the state of a place is reached.
func (d *dfa) here(place uint32) []int32 {
	st := d.at(place)
	if st.here == nil {
		st.here = d.members(nil, st.set, false)
		d.bytes += 4 * len(st.here)
	}
	return st.here
}

// finished is the members that match if the text ends there.
func (d *dfa) finished(place uint32) []int32 {
	st := d.at(place)
	if st.finished == nil {
		st.finished = d.members([]int32{}, st.set, true)
		d.bytes += 4 * len(st.finished)
	}
	return st.finished
}
