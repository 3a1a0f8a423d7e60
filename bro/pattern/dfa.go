package pattern

import (
	"slices"
	"strings"
	"unsafe"
)

// This file runs programs as deterministic automata: sets of leaves become
// states, each made when first reached, over classes of bytes that no
// instruction tells apart.
//
// ^ and $ are no input. ^ can be passed only in the start state at the
// beginning of the text; $ stays in a state as a leaf, and whether a match
// lies behind it is noted once a state.
//
// A transition is the place of the next state's row in the table, so that the
// inner loops add and load and no more. What they must stop for is in the
// highest bits, found by one comparison: states that accept, the dead state,
// transitions not made yet, and the start state where a scan for the first
// bytes of a match can skip ahead.

const (
	tagUnknown uint32 = 1 << (31 - iota)
	tagDead
	tagAccepts
	tagStart
	special   = tagStart // least number with a tag
	placeMask = special - 1
)

const (
	minStates = 4       // kept whatever they take
	maxCache  = 1 << 20 // bytes a DFA keeps; a set of patterns keeps more
	setCache  = 8 << 20
)

type dfa struct {
	walker
	class  [256]uint8 // byte to its class
	stride uint32     // classes

	trans  []uint32          // by state's place + class
	states map[string]uint32 // tagged places, by the bytes of the set
	info   []state           // by place / stride
	starts [2]uint32         // elsewhere, at the beginning of the text
	first  *firstBytes       // of every match; nil if that is no help
	bytes  int               // kept
	limit  int               // of bytes
	next   []int32           // scratch
}

type state struct {
	set      []int32 // leaves, sorted
	atEnd    bool    // a match ends here if the text does
	here     []int32 // members that match here, once asked for
	finished []int32 // members that match here if the text ends, once asked for
}

func newDFA(p *prog, limit int, first *firstBytes) *dfa {
	d := &dfa{walker: newWalker(p), limit: limit, first: first}
	d.classes()
	d.reset()
	return d
}

// classes finds the bytes that no instruction tells apart: bytes stay
// together while every set so far agrees on them.
func (d *dfa) classes() {
	n := 1
	for _, s := range d.prog.sets {
		if n == 256 {
			break
		}
		var moved [256]int // class to the one its bytes in s go to
		for c := range 256 {
			if s.has(byte(c)) {
				moved[d.class[c]] = -1
			}
		}
		for c := range 256 { // only classes that s splits
			if !s.has(byte(c)) && moved[d.class[c]] == -1 {
				moved[d.class[c]] = n
				n++
			}
		}
		for c := range 256 {
			if to := moved[d.class[c]]; to > 0 && s.has(byte(c)) {
				d.class[c] = uint8(to)
			}
		}
	}
	d.stride = uint32(n)
}

func (d *dfa) reset() {
	d.trans, d.info, d.bytes = d.trans[:0], d.info[:0], 0
	d.states = map[string]uint32{}
	d.intern(nil)
	for i := range d.trans {
		d.trans[i] = tagDead
	}
	for i := range d.starts {
		d.forget()
		set := d.reach(nil, d.prog.start, i == 1, false)
		slices.Sort(set)
		d.starts[i] = d.intern(set)
		if i == 0 && d.first != nil && d.starts[0]&^placeMask == 0 {
			d.starts[0] |= tagStart
			d.states[key(set)] = d.starts[0]
		}
	}
}

func (d *dfa) at(place uint32) *state { return &d.info[place/d.stride] }

// step makes the transition from *st, a place, on b. If the cache is full it
// is dropped first, and *st becomes the place of the state afterwards.
func (d *dfa) step(st *uint32, b byte) uint32 {
	d.forget()
	from := d.at(*st).set
	set := d.walker.step(d.next[:0], from, b)
	slices.Sort(set)
	d.next = set
	next, ok := d.states[key(set)]
	if !ok {
		if d.bytes > d.limit && len(d.info) >= minStates {
			d.reset()
			*st = d.intern(from) & placeMask
			next, ok = d.states[key(set)]
		}
		if !ok {
			next = d.intern(slices.Clone(set))
		}
	}
	d.trans[*st+uint32(d.class[b])] = next
	return next
}

func key(set []int32) string {
	return unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(set))), 4*len(set))
}

// intern returns the tagged place of the state with this set, which must not
// be written afterwards.
func (d *dfa) intern(set []int32) uint32 {
	if place, ok := d.states[key(set)]; ok {
		return place
	}
	place := uint32(len(d.trans))
	s := state{set: set, atEnd: len(d.members(nil, set, true)) > 0}
	for range d.stride {
		d.trans = append(d.trans, tagUnknown)
	}
	d.info = append(d.info, s)
	d.bytes += 4*(len(set)+int(d.stride)) + 128
	switch {
	case len(set) == 0:
		place |= tagDead
	case slices.ContainsFunc(set, func(pc int32) bool { return d.prog.insts[pc].op == instMatch }):
		place |= tagAccepts
	}
	d.states[key(set)] = place
	return place
}

// emptyText is the members that match the empty text, which begins and ends
// in one place.
func (d *dfa) emptyText() []int32 {
	d.forget()
	return d.members(nil, d.reach(nil, d.prog.start, true, true), false)
}

// matchesAll reports whether some member matches from the start to the end of s.
func (d *dfa) matchesAll(s string) bool {
	if s == "" {
		return len(d.emptyText()) > 0
	}
	place, ok := d.run(s)
	return ok && d.at(place).atEnd
}

// run reads all of s and returns where it ends, unless that is the dead state.
func (d *dfa) run(s string) (place uint32, ok bool) {
	st := d.starts[1] & placeMask
	trans := d.trans
	for i := 0; i < len(s); i++ {
		next := trans[st+uint32(d.class[s[i]])]
		if next >= special {
			if next == tagUnknown {
				next = d.step(&st, s[i])
				trans = d.trans
			}
			if next&tagDead != 0 {
				return 0, false
			}
			next &= placeMask
		}
		st = next
	}
	return st, true
}

// contains reports whether some member of a floating program matches in s.
func (d *dfa) contains(s string) bool {
	if s == "" {
		return len(d.emptyText()) > 0
	}
	next := d.starts[1]
	trans := d.trans
	skip := skipper{first: d.first}
	for i := 0; ; {
		if next >= special {
			if next&(tagAccepts|tagDead) != 0 {
				return next&tagAccepts != 0
			}
			next &= placeMask
			if skip.worthIt() {
				if i = skip.next(s, i); i < 0 {
					return false
				}
			}
		}
		st := next
		for {
			if i == len(s) {
				return d.at(st).atEnd
			}
			next = trans[st+uint32(d.class[s[i]])]
			i++
			if next >= special {
				break
			}
			st = next
		}
		if next == tagUnknown {
			next = d.step(&st, s[i-1])
			trans = d.trans
		}
	}
}

// firstBytes is what every match begins with: a literal, or one of a few bytes.
type firstBytes struct {
	literal string // at least two bytes
	bytes   []byte // at most maxFirst
}

const maxFirst = 3

// A skipper goes through a text from one possible beginning of a match to the
// next. It gives up where they lie too close for that to be of use.
type skipper struct {
	first *firstBytes
	ahead [maxFirst]int // where each byte comes next, plus one
	jumps int
	gone  int // bytes skipped
}

func (k *skipper) worthIt() bool { return k.first != nil && k.gone >= 8*(k.jumps-16) }

// next returns the offset from i on where a match may begin, or -1.
func (k *skipper) next(s string, i int) int {
	k.jumps++
	at := -1
	if k.first.literal != "" {
		if at = strings.Index(s[i:], k.first.literal); at >= 0 {
			at += i
		}
	}
	for n, b := range k.first.bytes {
		if k.ahead[n] <= i {
			to := strings.IndexByte(s[i:], b)
			if to < 0 {
				to = len(s)
			} else {
				to += i
			}
			k.ahead[n] = to + 1
		}
		if to := k.ahead[n] - 1; to < len(s) && (at < 0 || to < at) {
			at = to
		}
	}
	k.gone += at - i
	return at
}
