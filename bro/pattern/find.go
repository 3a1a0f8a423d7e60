package pattern

import (
	"math/bits"
	"strings"
)

// This file finds the places of matches: leftmost, then longest, and never of
// the empty text.
//
// Finding all of them in linear time takes two passes. The first runs the
// mirrored automaton backwards over the text and marks each position where
// some match starts. The second runs forwards from each mark that no earlier
// match covers. A forward run may read far beyond the match it ends up with
// (a|a*b on aaaa), and the next run reads the same again; when more was read
// in vain than the text is long, the rest is left to a [race].

// Find returns the first match in s at or behind offset from; ^ matches at
// the beginning of s only.
func (p *Pattern) Find(s string, from int) (start, end int, ok bool) {
	for m := range p.All(s, from) {
		return m[0], m[1], true
	}
	return 0, 0, false
}

// Last returns the match in s that starts last, the longest at that place.
func (p *Pattern) Last(s string) (start, end int, ok bool) {
	if p.isLit {
		i := strings.LastIndex(s, p.literal)
		return i, i + len(p.literal), i >= 0 && p.literal != ""
	}
	if !p.Contains(s) {
		return 0, 0, false
	}
	marks := p.startsIn(s, 0)
	for pos := len(s) - 1; pos >= 0; pos-- {
		if marks.has(pos) {
			end, _ := p.longest(s, pos)
			return pos, end, true
		}
	}
	return 0, 0, false
}

// All yields the matches in s from an offset on as [start, end), none
// overlapping. The time it takes grows no faster than the text.
func (p *Pattern) All(s string, from int) func(yield func([2]int) bool) {
	if p.isLit {
		return p.allLiteral(s, from)
	}
	return func(yield func([2]int) bool) {
		if from == 0 && !p.Contains(s) {
			return
		}
		marks := p.startsIn(s, from)
		vain := 0
		for pos := marks.next(0); pos >= 0; pos = marks.next(pos) {
			if vain > len(s)+64 {
				newRace(p, marks, from).run(s, from+pos, yield)
				p.read += len(s) - from - pos
				return
			}
			end, read := p.longest(s, from+pos)
			vain += read - end
			if !yield([2]int{from + pos, end}) {
				return
			}
			pos = end - from
		}
	}
}

func (p *Pattern) allLiteral(s string, from int) func(yield func([2]int) bool) {
	return func(yield func([2]int) bool) {
		for p.literal != "" {
			i := strings.Index(s[from:], p.literal)
			if i < 0 || !yield([2]int{from + i, from + i + len(p.literal)}) {
				return
			}
			from += i + len(p.literal)
		}
	}
}

// marks is a set of offsets.
type marks []uint64

func (m marks) add(i int)      { m[i>>6] |= 1 << (i & 63) }
func (m marks) has(i int) bool { return m[i>>6]&(1<<(i&63)) != 0 }

// next returns the least offset from i on, or -1.
func (m marks) next(i int) int {
	word := i >> 6
	if word >= len(m) {
		return -1
	}
	rest := m[word] >> (i & 63) << (i & 63)
	for rest == 0 {
		if word++; word == len(m) {
			return -1
		}
		rest = m[word]
	}
	return word<<6 + bits.TrailingZeros64(rest)
}

// startsIn marks the offsets, counted from from, where a match begins.
func (p *Pattern) startsIn(s string, from int) marks {
	found := make(marks, (len(s)-from)/64+1)
	d := p.reverseDFA()
	st := d.starts[1] & placeMask
	for i := len(s) - 1; i >= from; i-- {
		next := d.trans[st+uint32(d.class[s[i]])]
		if next >= special {
			if next == tagUnknown {
				next = d.step(&st, s[i])
			}
			if next&tagAccepts != 0 {
				found.add(i - from)
			}
			next &= placeMask
		}
		st = next
	}
	// In the mirrored text, its end is the beginning of s.
	if from == 0 && d.at(st).atEnd {
		found.add(0)
	}
	p.read += len(s) - from
	return found
}

// longest returns the end of the longest match that starts at from, which
// must be marked, and how far it had to read.
func (p *Pattern) longest(s string, from int) (end, read int) {
	d := p.exactDFA()
	st := d.starts[0] & placeMask
	if from == 0 {
		st = d.starts[1] & placeMask
	}
	i := from
	for ; i < len(s); i++ {
		next := d.trans[st+uint32(d.class[s[i]])]
		if next >= special {
			if next == tagUnknown {
				next = d.step(&st, s[i])
			}
			if next&tagDead != 0 {
				break
			}
			if next&tagAccepts != 0 {
				end = i + 1
			}
			next &= placeMask
		}
		st = next
	}
	if i == len(s) && d.at(st).atEnd {
		end = i
	}
	p.read += i - from
	return end, i
}
