package decoder

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"brig/trace"
)

// Most packets do what one before them did: the same calls and returns, only
// at other times. Repeats are such packets, known by the bytes of their
// symbols, with what they come to worked out once. Their counts are added up
// when all is read; what is left to do for each packet is to take its times.
type repeats struct {
	seed  maphash.Seed
	list  []repeat
	slots []packetSlot // chain is the index in list + 1
	room  int          // bytes that further repeats may take
}

// A repeat is a packet all of whose calls end in it, with clocks throughout.
type repeat struct {
	symbols []byte
	base    int32 // node of the stack around it
	chain   int32 // of packets; -1 if it has no calls
	entries int64
	calls   int64
	count   int64
	shape   runShape
	ends    []repeatEnd
	nodes   []int32 // of the ends
}

// A repeatEnd is a call that ended, as numbers of entries of the packet.
type repeatEnd struct {
	from, to   int32
	identifier int32
	depth      int32
	exclusive  int64 // of all packets
}

// maxRepeatDepth bounds the depth of the calls of a repeat.
const maxRepeatDepth = 64

// repeatSize is about what a repeat takes beside its entries, and what an
// entry takes.
const repeatSize, repeatEntrySize = 200, 4 + 16

func newRepeats(room int) *repeats {
	return &repeats{seed: maphash.MakeSeed(), slots: make([]packetSlot, 1<<10), room: room}
}

func (r *repeats) hash(symbols []byte) uint64 { return maphash.Bytes(r.seed, symbols) }

// find returns the repeat with these symbols.
func (r *repeats) find(hash uint64, symbols []byte, base int32) *repeat {
	mask := uint64(len(r.slots) - 1)
	for i := hash & mask; r.slots[i].chain != 0; i = (i + 1) & mask {
		if r.slots[i].hash != hash {
			continue
		}
		if p := &r.list[r.slots[i].chain-1]; p.base == base && bytes.Equal(p.symbols, symbols) {
			return p
		}
	}
	return nil
}

// repeat analyses a packet that is known.
func (a *analysis) repeat(hash uint64, from, to int) bool {
	r := a.repeats.find(hash, a.fields.Symbols[4*from:4*to], a.at)
	if r == nil {
		return false
	}
	r.count++
	a.entries += r.entries
	a.calls += r.calls
	real, virtual := a.fields.Real[from:to], a.fields.Virtual[from:to]
	virtual = virtual[:len(real)]
	var inner [maxRepeatDepth + 1]int64
	list := a.identifiers.list
	var values []value
	if a.part != nil {
		n := len(a.part.values)
		a.part.values = slices.Grow(a.part.values, len(r.ends))[:n+len(r.ends)]
		values = a.part.values[n:]
	}
	for i := range r.ends {
		e := &r.ends[i]
		elapsed := real[e.to] - real[e.from]
		cpu := virtual[e.to] - virtual[e.from]
		depth := e.depth & (maxRepeatDepth - 1)
		own := elapsed - inner[depth+1]
		inner[depth+1] = 0
		inner[depth] += elapsed
		e.exclusive += own
		t := &list[e.identifier].timing
		t.clocks(elapsed, cpu, own)
		if a.part != nil {
			values[i] = value{e.identifier, elapsed, cpu}
		} else {
			t.rounded.real.add(elapsed)
			t.rounded.virtual.add(cpu)
		}
	}
	if top := len(a.stack) - 1; top >= 0 {
		a.stack[top].inner += inner[0]
	} else if a.part != nil {
		a.part.inner += inner[0]
	}
	a.packet.entries, a.packet.cost, a.packet.chain, a.packet.shape = r.entries, inner[0], r.chain, r.shape
	if r.chain >= 0 {
		a.packets.chains[r.chain].count++
	}
	return true
}

// learn makes a repeat of a packet that has been analysed one entry after
// the other, if it is not the first with its chain. Its stack is that from
// before it.
func (a *analysis) learn(hash uint64, from, to int) {
	r := a.repeats
	symbols := a.fields.Symbols[4*from : 4*to]
	size := repeatSize + repeatEntrySize*(to-from)
	if size > r.room || a.at < 0 {
		return
	}
	chain := a.packets.end()
	a.packet.chain = chain
	if chain < 0 || a.packets.chains[chain].count < 2 {
		return
	}
	ends, nodes, ok := a.ends(symbols)
	if !ok {
		return
	}
	r.room -= size
	r.list = append(r.list, repeat{
		symbols: bytes.Clone(symbols), base: a.at, chain: chain,
		entries: a.packet.entries, calls: a.packet.calls, shape: a.packet.shape, ends: ends, nodes: nodes,
	})
	if 2*len(r.list) > len(r.slots) {
		old := r.slots
		r.slots = make([]packetSlot, 2*len(old))
		for _, slot := range old {
			if slot.chain != 0 {
				r.put(slot)
			}
		}
	}
	r.put(packetSlot{hash, int32(len(r.list))})
}

func (r *repeats) put(slot packetSlot) {
	mask := uint64(len(r.slots) - 1)
	i := slot.hash & mask
	for r.slots[i].chain != 0 {
		i = (i + 1) & mask
	}
	r.slots[i] = slot
}

// ends returns the calls of a packet in the order in which they end. They
// must all have clocks, and end in the packet with returns of their own.
func (a *analysis) ends(symbols []byte) (ends []repeatEnd, nodes []int32, ok bool) {
	type open struct {
		at, identifier, node int32
	}
	var stack [maxRepeatDepth]open
	depth, node := 0, a.at
	ends = make([]repeatEnd, 0, len(symbols)/8)
	for i := int32(0); int(4*i) < len(symbols); i++ {
		act := &a.actions[binary.LittleEndian.Uint32(symbols[4*i:])]
		switch act.kind {
		case call, enter:
			if depth == maxRepeatDepth-1 || act.clocks != trace.Clocks {
				return nil, nil, false
			}
			if node = a.tree.child(node, act.identifier); node < 0 {
				return nil, nil, false
			}
			stack[depth] = open{i, act.identifier, node}
			depth++
		case leave, exit:
			if depth == 0 || act.clocks != trace.Clocks || stack[depth-1].identifier != act.identifier {
				return nil, nil, false
			}
			depth--
			ends = append(ends, repeatEnd{from: stack[depth].at, to: i, identifier: act.identifier, depth: int32(depth)})
			nodes = append(nodes, node)
			if node = a.at; depth > 0 {
				node = stack[depth-1].node
			}
		}
	}
	return slices.Clip(ends), slices.Clip(nodes), depth == 0
}

// drain adds what repeats have counted to where the analysis counts entries
// one by one.
func (r *repeats) drain(a *analysis) {
	for i := range r.list {
		p := &r.list[i]
		if p.count == 0 {
			continue
		}
		for symbols := p.symbols; len(symbols) > 0; symbols = symbols[4:] {
			act := &a.actions[binary.LittleEndian.Uint32(symbols)]
			id := &a.identifiers.list[act.identifier]
			if act.kind != exit {
				id.entries += p.count
			}
			if act.kind == call {
				id.calls += p.count
			}
		}
		for j := range p.ends {
			e := &p.ends[j]
			n := &a.tree.nodes[p.nodes[j]]
			n.calls += p.count
			n.returns += p.count
			n.exclusive += e.exclusive
			e.exclusive = 0
			a.identifiers.list[e.identifier].timing.finished += p.count
		}
		p.count = 0
	}
}
