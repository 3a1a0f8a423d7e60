package decoder

import (
	"crypto/sha256"
	"fmt"
	"strconv"

	"brig/trace"
)

// A symbol is a name as an index into symbols. Functions and components that
// share a name share a symbol.
type symbol int32

type symbols struct {
	index map[string]symbol // nil if each identifier has a symbol of its own
	names []string
	forms [][]byte // the canonical form of each name
}

func newSymbols() *symbols { return &symbols{index: map[string]symbol{}} }

func (s *symbols) intern(name string) symbol {
	i, ok := s.index[name]
	if !ok {
		i = symbol(len(s.names))
		if s.index != nil {
			s.index[name] = i
		}
		s.names = append(s.names, name)
		s.forms = append(s.forms, canonical(name))
	}
	return i
}

// canonical returns the form of a name that digests are made of: its length
// in bytes, a colon, the name, a comma (D. J. Bernstein's netstring). The
// digest of a chain is the SHA-256 of the forms of its names in order.
func canonical(name string) []byte {
	b := strconv.AppendInt(nil, int64(len(name)), 10)
	b = append(b, ':')
	b = append(b, name...)
	return append(b, ',')
}

type digest = [sha256.Size]byte

// An identifier is a function body or component with what the trace holds of
// it.
type identifier struct {
	id      trace.ID
	symbol  symbol
	script  bool
	open    int32 // calls on the stack
	entries int64
	calls   int64
	timing  timing
}

// A timing is the time of finished calls, in the trace's unit. What nearly
// every call adds to is close together.
type timing struct {
	finished      int64
	exclusive     sum // real time without callees
	exclusiveCPU  sum // virtual time without them
	real, virtual moments
	usage         *usage   // nil if no call has any
	rounded       *rounded // nil if no call has clocks or usage, or nobody asked for it
}

// A usage is a timing of the clocks that hardly a trace has.
type usage struct {
	user, system moments
}

// A rounded is what the 2013 decoder made of the clocks.
type rounded struct{ real, virtual, user, system welford }

// clocks adds the time of a call.
func (t *timing) clocks(real, virtual, exclusive, exclusiveCPU int64) {
	t.real.add(real)
	t.virtual.add(virtual)
	t.exclusive.add(exclusive)
	t.exclusiveCPU.add(exclusiveCPU)
}

// doubles returns the rounded times, which it makes if there are none.
func (t *timing) doubles() *rounded {
	if t.rounded == nil {
		t.rounded = new(rounded)
	}
	return t.rounded
}

// usages returns the usage, which it makes if there is none.
func (t *timing) usages() *usage {
	if t.usage == nil {
		t.usage = new(usage)
	}
	return t.usage
}

func (t *timing) merge(o *timing) {
	t.finished += o.finished
	t.exclusive.merge(&o.exclusive)
	t.exclusiveCPU.merge(&o.exclusiveCPU)
	t.real.merge(&o.real)
	t.virtual.merge(&o.virtual)
	if o.usage != nil {
		u := t.usages()
		u.user.merge(&o.usage.user)
		u.system.merge(&o.usage.system)
	}
	if o.rounded != nil {
		r := t.doubles()
		r.real.merge(&o.rounded.real)
		r.virtual.merge(&o.rounded.virtual)
		r.user.merge(&o.rounded.user)
		r.system.merge(&o.rounded.system)
	}
}

// identifiers numbers the identifiers of a trace in the order in which they
// appear. Lookup is a hash table with linear probing: one load for most
// entries, where a Go map would take up most of the time of an entry.
type identifiers struct {
	symbols *symbols
	names   map[trace.ID]string // functions
	parts   map[trace.ID]string // components
	bodies  bool                // a body without a name is called after its function
	list    []identifier
	unnamed int64 // of the list, whose names are made up
	// A slot is (key+1) << indexBits | index, or 0 when it is free. The key
	// is the id and, above it, whether it is a script's.
	slots []uint64
	shift uint
	most  int // at most maxIdentifiers
}

const indexBits = 17 // log2(maxIdentifiers)

func newIdentifiers(m *trace.Map, s *symbols, most int) *identifiers {
	ids := &identifiers{
		symbols: s,
		names:   map[trace.ID]string{},
		parts:   map[trace.ID]string{},
		bodies:  true,
		slots:   make([]uint64, 1<<10),
		shift:   64 - 10,
		most:    most,
	}
	for _, f := range m.Functions {
		delete(ids.names, f.ID) // a later mapping wins, also with no name
		if !f.Nameless {
			ids.names[f.ID] = f.Name
		}
	}
	for _, c := range m.Components {
		delete(ids.parts, c.ID)
		if !c.Nameless {
			ids.parts[c.ID] = c.Name
		}
	}
	return ids
}

// name returns the name of an identifier, made up when the map has none.
func (ids *identifiers) name(id trace.ID, script bool) string {
	name, ok := ids.known(id, script)
	switch {
	case ok:
		return name
	case script:
		return fmt.Sprintf("F: %v", id)
	}
	return fmt.Sprintf("C: %v", id)
}

// known returns the name of an identifier if the map has one.
func (ids *identifiers) known(id trace.ID, script bool) (name string, ok bool) {
	if !script {
		name, ok = ids.parts[id]
		return name, ok
	}
	if name, ok = ids.names[id]; ok {
		return name, true
	}
	if name, ok = ids.names[trace.MakeID(id.Function(), 0)]; ok && ids.bodies {
		return fmt.Sprintf("%s.%d", name, id.Body()), true
	}
	return "", false
}

// lookup returns the index of an identifier, or -1 when there are too many.
func (ids *identifiers) lookup(id trace.ID, script bool) int32 {
	key := uint64(id)
	if script {
		key |= 1 << 32
	}
	key++
	mask := uint64(len(ids.slots) - 1)
	for i := key * 0x9e3779b97f4a7c15 >> ids.shift; ; i = (i + 1) & mask {
		slot := ids.slots[i]
		if slot>>indexBits == key {
			return int32(slot & (1<<indexBits - 1))
		}
		if slot == 0 {
			return ids.add(id, script, key)
		}
	}
}

// full is the error of a lookup that fails.
func (ids *identifiers) full() error {
	return fmt.Errorf("the trace has more than %d functions and components", ids.most)
}

func (ids *identifiers) add(id trace.ID, script bool, key uint64) int32 {
	n := len(ids.list)
	if n == ids.most {
		return -1
	}
	if _, ok := ids.known(id, script); !ok {
		ids.unnamed++
	}
	ids.list = append(ids.list, identifier{
		id: id, script: script, symbol: ids.symbols.intern(ids.name(id, script)),
	})
	if 2*(n+1) > len(ids.slots) {
		old := ids.slots
		ids.slots = make([]uint64, 2*len(old))
		ids.shift--
		for _, slot := range old {
			if slot != 0 {
				ids.put(slot)
			}
		}
	}
	ids.put(key<<indexBits | uint64(n))
	return int32(n)
}

func (ids *identifiers) put(slot uint64) {
	mask := uint64(len(ids.slots) - 1)
	i := slot >> indexBits * 0x9e3779b97f4a7c15 >> ids.shift
	for ids.slots[i] != 0 {
		i = (i + 1) & mask
	}
	ids.slots[i] = slot
}
