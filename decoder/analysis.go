package decoder

import (
	"fmt"

	"brig/trace"
)

// An analysis is the state of a decoder between two entries.
type analysis struct {
	symbols     *symbols
	identifiers *identifiers
	tree        *tree // of calls
	parts       *tree // of components within components
	packets     *packets
	stack       []frame

	entries, calls, stamps int64 // entries without those that leave a component
	unmatched              int64 // returns without a call
	unwound                int64 // calls without a return, within one that returned
	// Calls and returns of stacks that the tree has no room for.
	foldedReturns int64
	foldedEdges   map[edge]int64
}

// A frame is a call that has not returned or, in a trace that tells when
// components are left, one that has been entered.
type frame struct {
	identifier int32
	caller     int32 // the innermost function, itself or around a component; -1 if none
	node       int32 // the function's in the tree of calls; -1 if the tree has no room
	part       int32 // the innermost component's in the tree of components
	clocks     trace.Options
	real       int64
	virtual    int64
	user       int64
	system     int64
	inner      int64 // real time of finished calls and components within
}

// An edge is a call of one identifier by another.
type edge struct{ from, to int32 }

func newAnalysis(m *trace.Map) *analysis {
	s := newSymbols()
	return &analysis{
		symbols:     s,
		identifiers: newIdentifiers(m, s),
		tree:        newTree(),
		parts:       newTree(),
		packets:     newPackets(s),
		foldedEdges: map[edge]int64{},
	}
}

// block analyses the entries of an expanded block.
func (a *analysis) block(b *trace.Block) error {
	c := b.Cursor()
	var e trace.Entry
	leaves := b.Version() == trace.Version2 // tells when components are left
	for c.Next(&e) {
		script := e.Options.IsScript()
		i := a.identifiers.lookup(e.ID, script)
		if i < 0 {
			return blockError(b, fmt.Errorf("the trace has more than %d functions and components", maxIdentifiers))
		}
		id := &a.identifiers.list[i]
		if leaves && e.Options&(trace.Call|trace.Return|trace.ComponentLeft) == trace.ComponentLeft {
			a.leave(i, id, &e)
			continue
		}
		a.entries++
		id.entries++
		if e.Options&trace.Timestamp != 0 {
			a.stamps++
			a.packets.end()
		}
		if e.Options&(trace.Call|trace.ComponentEvent) != 0 {
			a.packets.add(id.symbol)
		}
		var err error
		switch {
		case e.Options&trace.Call != 0:
			err = a.call(i, id, &e)
		case script:
			a.leave(i, id, &e)
		case leaves && e.Options&trace.ComponentEvent != 0:
			err = a.enter(i, id, &e)
		}
		if err != nil {
			return blockError(b, err)
		}
	}
	return c.Err()
}

func blockError(b *trace.Block, err error) error {
	return &trace.Error{Block: b.Number, Offset: b.Offset, Err: err}
}

var (
	errDeep  = fmt.Errorf("the call stack is deeper than %d: does the trace lack returns?", maxDepth)
	errPaths = fmt.Errorf("the trace has more than %d call stacks and as many pairs of caller and callee", maxPaths)
)

// call pushes a call.
func (a *analysis) call(i int32, id *identifier, e *trace.Entry) error {
	if len(a.stack) == maxDepth {
		return errDeep
	}
	a.calls++
	id.calls++
	id.open++
	f := a.top()
	if f.node >= 0 {
		f.node = a.tree.child(f.node, i)
	}
	if f.node >= 0 {
		a.tree.nodes[f.node].calls++
	} else if f.caller >= 0 {
		pair := edge{f.caller, i}
		if len(a.foldedEdges) == maxEdges && a.foldedEdges[pair] == 0 {
			return errPaths
		}
		a.foldedEdges[pair]++
	}
	a.push(i, i, f.node, f.part, e)
	return nil
}

// enter pushes a component.
func (a *analysis) enter(i int32, id *identifier, e *trace.Entry) error {
	if len(a.stack) == maxDepth {
		return errDeep
	}
	id.open++
	f := a.top()
	if f.part >= 0 {
		f.part = a.parts.child(f.part, i)
	}
	if f.part >= 0 {
		a.parts.nodes[f.part].calls++
	}
	a.push(i, f.caller, f.node, f.part, e)
	return nil
}

// top returns where the next call comes from.
func (a *analysis) top() (f struct{ caller, node, part int32 }) {
	if top := len(a.stack) - 1; top >= 0 {
		f.caller, f.node, f.part = a.stack[top].caller, a.stack[top].node, a.stack[top].part
	} else {
		f.caller = -1
	}
	return f
}

func (a *analysis) push(i, caller, node, part int32, e *trace.Entry) {
	a.stack = append(a.stack, frame{
		identifier: i, caller: caller, node: node, part: part, clocks: e.Options & (trace.Clocks | trace.Usage),
		real: e.Real, virtual: e.Virtual, user: e.User, system: e.System,
	})
}

// leave ends the innermost call of a function, or use of a component, and
// drops what is within it, whose ends are missing. Without such a call it does
// nothing.
func (a *analysis) leave(i int32, id *identifier, e *trace.Entry) {
	if id.open == 0 {
		a.unmatched++
		return
	}
	top := len(a.stack) - 1
	var lost int64 // real time of finished calls within dropped ones
	for a.stack[top].identifier != i {
		f := &a.stack[top]
		a.identifiers.list[f.identifier].open--
		lost += f.inner
		a.unwound++
		top--
	}
	f := &a.stack[top]
	a.stack = a.stack[:top]
	id.open--
	id.timing.finished++
	tree, node := a.tree, f.node
	if !id.script {
		tree, node = a.parts, f.part
	}
	if node >= 0 {
		tree.nodes[node].returns++
	} else if id.script {
		a.foldedReturns++
	}
	clocks := f.clocks & e.Options
	var inner int64
	if clocks&trace.Clocks != 0 {
		elapsed := e.Real - f.real
		own := elapsed - f.inner - lost
		id.timing.real.add(elapsed)
		id.timing.virtual.add(e.Virtual - f.virtual)
		id.timing.rounded.real.add(elapsed)
		id.timing.rounded.virtual.add(e.Virtual - f.virtual)
		id.timing.exclusive.add(own)
		if node >= 0 {
			tree.nodes[node].exclusive += own
		}
		inner = elapsed
	} else {
		inner = f.inner + lost
	}
	if top > 0 {
		a.stack[top-1].inner += inner
	}
	if clocks&trace.Usage != 0 {
		id.timing.user.add(e.User - f.user)
		id.timing.system.add(e.System - f.system)
		id.timing.rounded.user.add(e.User - f.user)
		id.timing.rounded.system.add(e.System - f.system)
	}
}
