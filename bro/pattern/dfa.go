package pattern

import (
	"math"
	"slices"
	"unsafe"
)

// This file builds automata: a tree becomes a small program (Thompson's
// construction), and sets of its instructions become the states of a
// deterministic automaton, each made when first reached.
//
// ^ and $ are no input. ^ can be passed only in the closure of the start
// state at the beginning of the text; $ stays in a state as a leaf, and
// whether a match lies behind it is noted once a state (acceptsAtEnd).

type instOp uint8

const (
	instSet   instOp = iota // one byte of set, then out
	instSplit               // out and alt
	instBegin
	instEnd
	instMatch
	instFail
)

type inst struct {
	op       instOp
	out, alt int32
	set      byteSet
}

type prog struct {
	insts []inst
	start int32
}

// compile turns a tree into a program; a floating one may start anywhere.
func compile(n *node, floating bool) *prog {
	p := &prog{}
	match := p.add(inst{op: instMatch})
	p.start = p.emit(n, match)
	if floating {
		any := inst{op: instSet}
		any.set.negate()
		loop := p.add(inst{op: instSplit, out: p.start})
		any.out = loop
		p.insts[loop].alt = p.add(any)
		p.start = loop
	}
	return p
}

func (p *prog) add(i inst) int32 {
	p.insts = append(p.insts, i)
	return int32(len(p.insts) - 1)
}

// emit adds code for n that goes on at next, and returns where it starts.
func (p *prog) emit(n *node, next int32) int32 {
	switch n.op {
	case opEmpty:
		return next
	case opSet:
		return p.add(inst{op: instSet, set: n.set, out: next})
	case opBegin:
		return p.add(inst{op: instBegin, out: next})
	case opEnd:
		return p.add(inst{op: instEnd, out: next})
	case opNever:
		return p.add(inst{op: instFail})
	case opCat:
		for _, s := range slices.Backward(n.sub) {
			next = p.emit(s, next)
		}
		return next
	case opAlt:
		start := p.emit(n.sub[len(n.sub)-1], next)
		for _, s := range slices.Backward(n.sub[:len(n.sub)-1]) {
			start = p.add(inst{op: instSplit, out: p.emit(s, next), alt: start})
		}
		return start
	case opQuest:
		return p.add(inst{op: instSplit, out: p.emit(n.sub[0], next), alt: next})
	}
	loop := p.add(inst{op: instSplit, alt: next}) // opStar, opPlus
	body := p.emit(n.sub[0], loop)
	p.insts[loop].out = body
	if n.op == opPlus {
		return body
	}
	return loop
}

// Flags of a state.
const (
	accepts      int32 = 1 << iota // a match ends here
	acceptsAtEnd                   // a match ends here if the text does
	isDead
)

const (
	dead     int32 = 0
	unknown  int32 = math.MinInt32
	maxCells       = 1 << 18 // transitions kept a DFA: 1 MB
	minState       = 16
)

// A dfa is a table with a row for each state: a transition for each class of
// bytes, and the state's flags in the last cell. A state is the offset of its
// row, so a step is one addition and one load. A transition to a state that
// accepts or is dead is stored as its complement: what is not negative can be
// followed without another look.
type dfa struct {
	prog   *prog
	class  [256]uint8 // byte to its equivalence class
	sample []byte     // a byte of each class
	stride int        // cells of a row

	trans  []int32          // at state + class: a state, its complement, or unknown
	sets   [][]int32        // instructions of each state, sorted
	states map[string]int32 // by the bytes of the set
	starts [2]int32         // in the middle, at the beginning of the text
	limit  int              // of states

	mark  []uint32 // of insts, by generation
	gen   uint32
	stack []int32
}

func newDFA(p *prog) *dfa {
	d := &dfa{prog: p, mark: make([]uint32, len(p.insts))}
	d.classes()
	d.limit = max(minState, maxCells/d.stride)
	d.reset()
	return d
}

func (d *dfa) flags(st int32) int32 { return d.trans[int(st)+d.stride-1] }

// size is the number of states so far.
func (d *dfa) size() int { return len(d.sets) }

// classes finds the bytes that no instruction tells apart.
func (d *dfa) classes() {
	var sets []byteSet
	seen := map[byteSet]bool{}
	for _, i := range d.prog.insts {
		if i.op == instSet && !seen[i.set] {
			seen[i.set] = true
			sets = append(sets, i.set)
		}
	}
	// Refine: bytes stay together while every set so far agrees on them.
	n := 1
	for _, s := range sets {
		if n == 256 {
			break
		}
		next := map[[2]int]uint8{}
		var class [256]uint8
		for c := range 256 {
			key := [2]int{int(d.class[c]), 0}
			if s.has(byte(c)) {
				key[1] = 1
			}
			id, ok := next[key]
			if !ok {
				id = uint8(len(next))
				next[key] = id
			}
			class[c] = id
		}
		d.class, n = class, len(next)
	}
	d.sample = make([]byte, n)
	for c := 255; c >= 0; c-- {
		d.sample[d.class[c]] = byte(c)
	}
	d.stride = n + 1
}

func (d *dfa) reset() {
	d.trans, d.sets = d.trans[:0], d.sets[:0]
	d.states = map[string]int32{}
	d.starts = [2]int32{unknown, unknown}
	d.intern(nil)
	for i := range d.stride - 1 {
		d.trans[i] = ^dead
	}
	d.trans[d.stride-1] = isDead
}

// start is the first state, at the beginning of the text or elsewhere.
func (d *dfa) start(atBegin bool) int32 {
	which := 0
	if atBegin {
		which = 1
	}
	if d.starts[which] == unknown {
		d.gen++
		set := d.closure(nil, d.prog.start, atBegin, false)
		d.starts[which] = d.intern(d.sorted(set))
	}
	return d.starts[which]
}

// closure appends to set the instructions reachable from pc without input.
func (d *dfa) closure(set []int32, pc int32, atBegin, atEnd bool) []int32 {
	d.stack = append(d.stack[:0], pc)
	for len(d.stack) > 0 {
		pc := d.stack[len(d.stack)-1]
		d.stack = d.stack[:len(d.stack)-1]
		if d.mark[pc] == d.gen {
			continue
		}
		d.mark[pc] = d.gen
		switch i := &d.prog.insts[pc]; i.op {
		case instSplit:
			d.stack = append(d.stack, i.alt, i.out)
		case instBegin:
			if atBegin {
				d.stack = append(d.stack, i.out)
			}
		case instEnd:
			if atEnd {
				d.stack = append(d.stack, i.out)
			}
			set = append(set, pc)
		case instSet, instMatch:
			set = append(set, pc)
		}
	}
	return set
}

func (d *dfa) sorted(set []int32) []int32 {
	slices.Sort(set)
	return slices.Compact(set)
}

// step makes the transition from *st on b, and returns it as it is stored. If
// the cache is full it is dropped first, and *st becomes the state's new row.
func (d *dfa) step(st *int32, b byte) int32 {
	d.gen++
	from := d.sets[int(*st)/d.stride]
	var set []int32
	for _, pc := range from {
		if i := &d.prog.insts[pc]; i.op == instSet && i.set.has(b) {
			set = d.closure(set, i.out, false, false)
		}
	}
	set = d.sorted(set)
	if d.size() >= d.limit {
		d.reset()
		*st = d.intern(from)
	}
	next := d.intern(set)
	if d.flags(next)&(accepts|isDead) != 0 {
		next = ^next
	}
	d.trans[int(*st)+int(d.class[b])] = next
	return next
}

// intern returns the state with this set.
func (d *dfa) intern(set []int32) int32 {
	key := unsafe.String((*byte)(unsafe.Pointer(unsafe.SliceData(set))), 4*len(set))
	if st, ok := d.states[key]; ok {
		return st
	}
	st := int32(len(d.trans))
	d.states[key] = st // the set is never written again
	d.sets = append(d.sets, set)
	for range d.stride - 1 {
		d.trans = append(d.trans, unknown)
	}
	d.trans = append(d.trans, d.acceptance(set))
	return st
}

func (d *dfa) acceptance(set []int32) int32 {
	var f int32
	d.gen++
	for _, pc := range set {
		switch d.prog.insts[pc].op {
		case instMatch:
			f |= accepts | acceptsAtEnd
		case instEnd:
			for _, pc := range d.closure(nil, pc, false, true) {
				if d.prog.insts[pc].op == instMatch {
					f |= acceptsAtEnd
				}
			}
		}
	}
	return f
}
