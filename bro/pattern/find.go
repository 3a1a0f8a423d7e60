package pattern

import "strings"

// This file finds the places of matches: leftmost, then longest.
//
// Finding all of them in linear time takes two passes. The first runs the
// mirrored automaton backwards over the text and marks each position where
// some match starts. The second runs forwards from each mark that no earlier
// match covers. A forward run may read far beyond the match it ends up with
// (a|a*b on aaaa); what such a run learnt, namely that from this state at
// this position no match follows, is kept, so that no later run reads the
// same stretch again (T. Reps, Maximal-Munch Tokenization in Linear Time).

// Find returns the first match in s at or behind offset from; ^ matches at
// the beginning of s only.
func (p *Pattern) Find(s string, from int) (start, end int, ok bool) {
	for m := range p.All(s, from) {
		return m[0], m[1], true
	}
	return 0, 0, false
}

// Prefix returns the length of the longest match that begins at offset from.
func (p *Pattern) Prefix(s string, from int) (n int, ok bool) {
	end := p.longest(s, from, nil)
	return end - from, end >= 0
}

// All yields the matches in s from an offset on as [start, end), leftmost
// longest, none overlapping. A match of the empty text is yielded only where
// no other match starts, and never at the end of the one before.
func (p *Pattern) All(s string, from int) func(yield func([2]int) bool) {
	if p.isLit && p.literal != "" {
		return p.allLiteral(s, from)
	}
	return func(yield func([2]int) bool) {
		starts := p.startsIn(s, from)
		var memo failures
		last := -1
		for pos := from; pos <= len(s); {
			if i := pos - from; starts[i>>6]&(1<<(i&63)) == 0 {
				if rest := starts[i>>6] >> (i & 63); rest == 0 {
					pos += 64 - i&63
				} else {
					pos++
				}
				continue
			}
			end := p.longest(s, pos, &memo)
			if end < 0 || end == pos && pos == last {
				pos++
				continue
			}
			if !yield([2]int{pos, end}) {
				return
			}
			last = end
			if pos = end; end == len(s) {
				return
			}
		}
	}
}

func (p *Pattern) allLiteral(s string, from int) func(yield func([2]int) bool) {
	return func(yield func([2]int) bool) {
		for {
			i := strings.Index(s[from:], p.literal)
			if i < 0 || !yield([2]int{from + i, from + i + len(p.literal)}) {
				return
			}
			from += i + len(p.literal)
		}
	}
}

// startsIn is a bit set of the offsets, counted from from, where a match
// begins.
func (p *Pattern) startsIn(s string, from int) []uint64 {
	bits := make([]uint64, (len(s)-from)/64+1)
	d := p.reverseDFA()
	st := d.start(true)
	plain := false // st neither accepts nor is dead
	for i := len(s); ; i-- {
		// In the mirrored text, its end is the beginning of s.
		if !plain || i == 0 {
			if f := d.flags(st); f&accepts != 0 || i == 0 && f&acceptsAtEnd != 0 {
				bits[(i-from)>>6] |= 1 << ((i - from) & 63)
			}
		}
		if i == from {
			return bits
		}
		next := d.trans[int(st)+int(d.class[s[i-1]])]
		if next == unknown {
			next = d.step(&st, s[i-1])
		}
		if plain = next >= 0; !plain {
			next = ^next
		}
		st = next
	}
}

// failures remembers (state, offset) pairs from which no match ends.
type failures struct {
	seen    map[failure]struct{}
	pending []failure
	full    int // states when the pairs were noted; a reset renumbers
}

type failure struct {
	state int32
	off   int
}

const memoStride = 32 // only every 32nd offset is noted: less memory, still linear

// longest returns the end of the longest match that starts at from, or -1.
func (p *Pattern) longest(s string, from int, memo *failures) int {
	d := p.exactDFA()
	st := d.start(from == 0)
	end := -1
	if memo != nil {
		memo.pending = memo.pending[:0]
		if d.size() < memo.full {
			memo.seen = nil
		}
		memo.full = d.size()
	}
	plain := false // st neither accepts nor is dead
	for i := from; ; i++ {
		if !plain || i == len(s) {
			f := d.flags(st)
			if f&isDead != 0 {
				break
			}
			if f&accepts != 0 || i == len(s) && f&acceptsAtEnd != 0 {
				end = i
				if memo != nil {
					memo.pending = memo.pending[:0]
				}
			}
		}
		if i == len(s) {
			break
		}
		if memo != nil && i%memoStride == 0 && i > from {
			at := failure{st, i}
			if _, known := memo.seen[at]; known {
				break
			}
			memo.pending = append(memo.pending, at)
		}
		next := d.trans[int(st)+int(d.class[s[i]])]
		if next == unknown {
			before := d.size()
			next = d.step(&st, s[i])
			if memo != nil && d.size() < before {
				memo.seen, memo.pending = nil, memo.pending[:0]
			}
		}
		if plain = next >= 0; !plain {
			next = ^next
		}
		st = next
	}
	if memo != nil && len(memo.pending) > 0 {
		if memo.seen == nil {
			memo.seen = map[failure]struct{}{}
		}
		for _, at := range memo.pending {
			memo.seen[at] = struct{}{}
		}
		memo.full = d.size()
	}
	return end
}
