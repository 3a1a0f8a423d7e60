package pattern

import "slices"

// This file turns trees into programs (Thompson's construction).

type instOp uint8

const (
	instSet   instOp = iota // one byte of sets[arg], then out
	instSplit               // out and arg
	instBegin               // the beginning of the text, then out
	instEnd                 // the end of the text, then out
	instMatch               // of member arg
	instFail
)

type inst struct {
	op       instOp
	out, arg int32
}

type prog struct {
	insts []inst
	sets  []byteSet
	known map[byteSet]int32 // place in sets
	start int32
}

// A shape says which matches of an expression a program finds.
type shape struct {
	floating bool // they may start anywhere, not only where reading starts
	nonEmpty bool // those of the empty text do not count
}

// compile makes one program of all members; member i ends in a match with
// arg i. Floating programs do without the loop in front where every match
// begins at the beginning of the text.
func compile(members []*node, sh shape) *prog {
	p := &prog{known: map[byteSet]int32{}}
	p.start = -1
	floats := false
	for i, n := range slices.Backward(members) {
		match := p.add(inst{op: instMatch, arg: int32(i)})
		start := p.emit(n, match)
		if p.start >= 0 {
			start = p.add(inst{op: instSplit, out: start, arg: p.start})
		}
		p.start = start
		floats = floats || !n.anchored()
	}
	if p.start < 0 {
		p.start = p.add(inst{op: instFail})
	}
	if sh.nonEmpty {
		p.dropEmpty()
	}
	if sh.floating && floats {
		var any byteSet
		any.negate()
		loop := p.add(inst{op: instSplit, out: p.start})
		p.insts[loop].arg = p.addSet(any, loop)
		p.start = loop
	}
	return p
}

// dropEmpty makes the program start in a copy of itself that has no match,
// and which every byte leaves for the original.
func (p *prog) dropEmpty() {
	n := int32(len(p.insts))
	for _, i := range p.insts[:n] {
		switch i.op {
		case instSplit:
			i.out, i.arg = i.out+n, i.arg+n
		case instBegin, instEnd:
			i.out += n
		case instMatch:
			i.op = instFail
		}
		p.insts = append(p.insts, i)
	}
	p.start += n
}

func (p *prog) add(i inst) int32 {
	p.insts = append(p.insts, i)
	return int32(len(p.insts) - 1)
}

func (p *prog) addSet(set byteSet, out int32) int32 {
	at, ok := p.known[set]
	if !ok {
		at = int32(len(p.sets))
		p.sets = append(p.sets, set)
		p.known[set] = at
	}
	return p.add(inst{op: instSet, out: out, arg: at})
}

// emit adds code for n that goes on at next, and returns where it starts.
func (p *prog) emit(n *node, next int32) int32 {
	switch n.op {
	case opEmpty:
		return next
	case opSet:
		return p.addSet(n.set, next)
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
			start = p.add(inst{op: instSplit, out: p.emit(s, next), arg: start})
		}
		return start
	case opQuest:
		return p.add(inst{op: instSplit, out: p.emit(n.sub[0], next), arg: next})
	}
	loop := p.add(inst{op: instSplit, arg: next}) // opStar, opPlus
	body := p.emit(n.sub[0], loop)
	p.insts[loop].out = body
	if n.op == opPlus {
		return body
	}
	return loop
}

// A walker follows the instructions that take no input.
type walker struct {
	prog *prog
	mark []uint32 // of insts, by generation
	gen  uint32

	stack, behind []int32 // scratch
}

func newWalker(p *prog) walker { return walker{prog: p, mark: make([]uint32, len(p.insts))} }

// forget makes every instruction count as not reached yet.
func (w *walker) forget() {
	if w.gen++; w.gen == 0 {
		clear(w.mark)
		w.gen = 1
	}
}

// reach appends to set the leaves (instSet, instMatch, and instEnd) that pc
// leads to and that were not reached since the last forget.
func (w *walker) reach(set []int32, pc int32, atBegin, atEnd bool) []int32 {
	w.stack = append(w.stack[:0], pc)
	for len(w.stack) > 0 {
		pc := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		if w.mark[pc] == w.gen {
			continue
		}
		w.mark[pc] = w.gen
		switch i := &w.prog.insts[pc]; i.op {
		case instSplit:
			w.stack = append(w.stack, i.arg, i.out)
		case instBegin:
			if atBegin {
				w.stack = append(w.stack, i.out)
			}
		case instEnd:
			if atEnd {
				w.stack = append(w.stack, i.out)
			}
			set = append(set, pc)
		case instSet, instMatch:
			set = append(set, pc)
		}
	}
	return set
}

// step appends to next what the leaves in set lead to on b.
func (w *walker) step(next, set []int32, b byte) []int32 {
	for _, pc := range set {
		if i := &w.prog.insts[pc]; i.op == instSet && w.prog.sets[i.arg].has(b) {
			next = w.reach(next, i.out, false, false)
		}
	}
	return next
}

// members appends the members that match where the leaves in set are, in
// ascending order; atEnd says that this is the end of the text too.
func (w *walker) members(ids, set []int32, atEnd bool) []int32 {
	if atEnd {
		w.forget()
	}
	first := len(ids)
	for _, pc := range set {
		switch i := w.prog.insts[pc]; {
		case i.op == instMatch:
			ids = append(ids, i.arg)
		case i.op == instEnd && atEnd:
			w.behind = w.reach(w.behind[:0], i.out, false, true)
			for _, pc := range w.behind {
				if i := w.prog.insts[pc]; i.op == instMatch {
					ids = append(ids, i.arg)
				}
			}
		}
	}
	slices.Sort(ids[first:])
	return slices.Compact(ids)
}
