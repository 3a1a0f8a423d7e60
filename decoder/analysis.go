package decoder

import (
	"fmt"

	"brig/trace"
)

// An analysis is the state of a decoder between two entries.
type analysis struct {
	symbols     *symbols
	identifiers *identifiers
	tree        *tree
	packets     *packets
	stack       []frame

	entries, calls, stamps int64 // entries without those that leave a component
	unmatched              int64 // returns without a call
	unwound                int64 // calls without a return, within one that returned
	// Calls and returns of stacks that the tree has no room for.
	foldedReturns int64
	foldedEdges   map[edge]int64
}

// A frame is a call that has not returned.
type frame struct {
	identifier  int32
	node        int32 // -1 if the tree has no room
	clocks      trace.Options
	real        int64
	virtual     int64
	user        int64
	system      int64
	calleesReal int64 // real time of finished callees
}

// An edge is a call of one identifier by another.
type edge struct{ from, to int32 }

func newAnalysis(m *trace.Map) *analysis {
	s := newSymbols()
	return &analysis{
		symbols:     s,
		identifiers: newIdentifiers(m, s),
		tree:        newTree(),
		packets:     newPackets(s),
		foldedEdges: map[edge]int64{},
	}
}

// block analyses the entries of an expanded block.
func (a *analysis) block(b *trace.Block) error {
	c := b.Cursor()
	var e trace.Entry
	second := b.Version() == trace.Version2
	for c.Next(&e) {
		if second && e.Options&trace.ComponentLeft != 0 {
			a.entries--
			continue
		}
		script := e.Options.IsScript()
		i := a.identifiers.lookup(e.ID, script)
		if i < 0 {
			return blockError(b, fmt.Errorf("the trace has more than %d functions and components", maxIdentifiers))
		}
		id := &a.identifiers.list[i]
		id.entries++
		if e.Options&trace.Timestamp != 0 {
			a.stamps++
			a.packets.end()
		}
		if e.Options&(trace.Call|trace.ComponentEvent) != 0 {
			a.packets.add(id.symbol)
		}
		if e.Options&trace.Call != 0 {
			if len(a.stack) == maxDepth {
				return blockError(b, fmt.Errorf("the call stack is deeper than %d: does the trace lack returns?", maxDepth))
			}
			if !a.call(i, id, &e) {
				return blockError(b, fmt.Errorf("the trace has more than %d call stacks and as many pairs of caller and callee", maxPaths))
			}
		} else if script {
			a.leave(i, id, &e)
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	a.entries += int64(b.Entries)
	return nil
}

func blockError(b *trace.Block, err error) error {
	return &trace.Error{Block: b.Number, Offset: b.Offset, Err: err}
}

// call pushes a call. It returns false when there is no memory to count it.
func (a *analysis) call(i int32, id *identifier, e *trace.Entry) bool {
	a.calls++
	id.calls++
	id.open++
	var n, caller int32 = 0, -1
	if top := len(a.stack) - 1; top >= 0 {
		n, caller = a.stack[top].node, a.stack[top].identifier
	}
	if n >= 0 {
		n = a.tree.child(n, i)
	}
	if n >= 0 {
		a.tree.nodes[n].calls++
	} else if caller >= 0 {
		pair := edge{caller, i}
		if len(a.foldedEdges) == maxEdges && a.foldedEdges[pair] == 0 {
			return false
		}
		a.foldedEdges[pair]++
	}
	a.stack = append(a.stack, frame{
		identifier: i, node: n, clocks: e.Options & (trace.Clocks | trace.Usage),
		real: e.Real, virtual: e.Virtual, user: e.User, system: e.System,
	})
	return true
}

// leave ends the innermost call of an identifier and drops the calls within
// it, whose returns are missing. Without such a call it does nothing.
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
		lost += f.calleesReal
		a.unwound++
		top--
	}
	f := &a.stack[top]
	a.stack = a.stack[:top]
	id.open--
	id.timing.finished++
	if f.node >= 0 {
		a.tree.nodes[f.node].returns++
	} else {
		a.foldedReturns++
	}
	clocks := f.clocks & e.Options
	var callees int64
	if clocks&trace.Clocks != 0 {
		elapsed := e.Real - f.real
		own := elapsed - f.calleesReal - lost
		id.timing.real.add(elapsed)
		id.timing.virtual.add(e.Virtual - f.virtual)
		id.timing.rounded.real.add(elapsed)
		id.timing.rounded.virtual.add(e.Virtual - f.virtual)
		id.timing.exclusive.add(own)
		if f.node >= 0 {
			a.tree.nodes[f.node].exclusive += own
		}
		callees = elapsed
	} else {
		callees = f.calleesReal + lost
	}
	if top > 0 {
		a.stack[top-1].calleesReal += callees
	}
	if clocks&trace.Usage != 0 {
		id.timing.user.add(e.User - f.user)
		id.timing.system.add(e.System - f.system)
		id.timing.rounded.user.add(e.User - f.user)
		id.timing.rounded.system.add(e.System - f.system)
	}
}
