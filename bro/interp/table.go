package interp

import (
	"hash/maphash"

	"brig/bro/resolve"
)

// A Table is a table or set value.
//
// Entries lie in arrays in the order of insertion, which is the order of
// iteration and of printing; assigning to an existing key keeps its place,
// deleting and inserting again moves it to the end. Up to eight entries are
// found by comparing hashes one after the other; more through an open-addressed
// index of entry numbers. Deleted entries leave a gap (hash 0) that still ends
// no probe; gaps go away when the arrays are next made anew. Iteration holds
// on to the arrays it began with, so a table may change under it.
//
// Indices of one part that lies in Value.n are kept as that word alone; those of
// addresses and subnets only as long as all are of IPv4.
//
// Most tables are empty or have one entry, and there are several for each
// connection. So the arrays are apart, made with the first entry, and so is what
// few tables need.
type Table struct {
	typ      *resolve.Type // of kind Table or Set
	attrs    *TableAttrs   // nil if it has none
	*entries               // &noEntries as long as there was none
	*rare                  // &common if it needs nothing of this
	live     int
	epoch    uint32 // counts the times the arrays were made anew
	mode     keyMode
}

// entries are the arrays of a table.
type entries struct {
	hashes []uint32 // of each entry, with liveBit; 0 is a gap
	words  []uint64 // of keyWord: the key of each entry
	keys   []Value  // of the other modes: as many to an entry as an index has parts
	vals   []Value  // nil for sets
	index  []uint32 // entry number + 1, or 0; a power of two long
}

// rare is what a table has that expires or is looked up in its own way.
type rare struct {
	times   []float64      // of creation, last write or last access; nil without expiry
	lengths *prefixLengths // of tables indexed by one subnet
	matcher *matcher       // of tables indexed by one pattern

	// Of expiry: how many entries the scan under way has looked at, a lower
	// bound of times, and the one that this scan will leave.
	scanned      int
	oldest, kept float64
}

// Shared by all tables without any; never written to.
var (
	noEntries entries
	common    rare
)

type keyMode uint8

const (
	keyWord   keyMode = iota // one part, all of it in Value.n
	keyString                // one string
	keyAny                   // one part of another type
	keyMany                  // several parts
)

const (
	liveBit = 1 << 31
	fewest  = 8 // entries found without index
)

// NewTable returns an empty table or set of type t.
func NewTable(t *resolve.Type) *Table { return newTable(t, nil) }

func newTable(t *resolve.Type, attrs *TableAttrs) *Table {
	tab := &Table{typ: t, attrs: attrs, entries: &noEntries, rare: &common, mode: keyMany}
	if len(t.Index) == 1 {
		switch k := t.Index[0].Kind; {
		case isScalar(k), k == resolve.Addr:
			tab.mode = keyWord
		case k == resolve.Subnet:
			tab.mode = keyWord
			tab.rare = &rare{lengths: &prefixLengths{}}
		case k == resolve.String:
			tab.mode = keyString
		case k == resolve.Pattern:
			tab.mode = keyAny
			tab.rare = &rare{matcher: &matcher{}}
		default:
			tab.mode = keyAny
		}
	}
	if attrs.expires() {
		tab.expire(attrs)
	}
	return tab
}

// expire gives the entries of a table times, and has it looked through.
func (t *Table) expire(a *TableAttrs) {
	if t.rare == &common {
		t.rare = &rare{}
	}
	t.times = make([]float64, len(t.hashes), cap(t.hashes))
	a.in.scanLater(t, a.in.scanning.interval())
}

func (t *Table) Value() Value        { return Value{0, t} }
func (t *Table) Type() *resolve.Type { return t.typ }
func (t *Table) Len() int            { return t.live }
func (t *Table) IsSet() bool         { return t.typ.Kind == resolve.Set }

// width is the number of parts of an index.
func (t *Table) width() int { return len(t.typ.Index) }

// Cap, Live, Key and Yield walk over a table that does not change:
//
//	for i := range t.Cap() {
//		if t.Live(i) { ... t.Key(i) ... t.Yield(i) ... }
//	}
func (t *Table) Cap() int          { return len(t.hashes) }
func (t *Table) Live(i int) bool   { return t.hashes[i] != 0 }
func (t *Table) Yield(i int) Value { return t.vals[i] }

// Key returns the index of entry i: a [List] if it has several parts.
func (t *Table) Key(i int) Value {
	if t.width() == 1 {
		return t.keyAt(i)
	}
	return ListOf(t.Keys(i)...)
}

// keyAt returns the only part of the index of entry i.
func (t *Table) keyAt(i int) Value {
	if t.mode == keyWord {
		return t.wordKey(t.words[i])
	}
	return t.keys[i]
}

// wordKey makes a key of its word.
func (t *Table) wordKey(n uint64) Value { return Value{n, t.typ.Index[0]} }

// Keys returns the parts of the index of entry i.
func (t *Table) Keys(i int) []Value { return t.AppendKeys(nil, i) }

// AppendKeys appends the parts of the index of entry i.
func (t *Table) AppendKeys(to []Value, i int) []Value {
	if t.mode == keyWord {
		return append(to, t.keyAt(i))
	}
	return append(to, t.keysAt(i)...)
}

// parts is the index of entry i, in buf or in the table.
func (t *Table) parts(i int, buf *[1]Value) []Value {
	if t.mode == keyWord {
		buf[0] = t.keyAt(i)
		return buf[:]
	}
	return t.keysAt(i)
}

// keysAt is the index of entry i where it lies; not of keyWord.
func (t *Table) keysAt(i int) []Value {
	w := t.width()
	return t.keys[i*w : (i+1)*w : (i+1)*w]
}

// isWord reports whether all of v lies in its word.
func (v Value) isWord() bool {
	_, ok := v.ref.(*resolve.Type)
	return ok
}

// widen turns a table of words into one whose keys are values, for an index of IPv6.
func (t *Table) widen() {
	t.epoch++
	t.mode = keyAny
	if t.entries == &noEntries {
		return
	}
	keys := make([]Value, len(t.words), cap(t.words))
	hashes := make([]uint32, len(t.hashes), cap(t.hashes))
	for i, n := range t.words {
		if t.hashes[i] != 0 {
			keys[i] = t.wordKey(n)
			hashes[i] = t.hashOf(keys[i : i+1])
		}
	}
	t.keys, t.hashes, t.words = keys, hashes, nil
	if t.index != nil {
		t.reindex()
	}
}

func (t *Table) hashOf(key []Value) uint32 {
	var h uint64
	switch t.mode {
	case keyWord:
		return hashWord(key[0].n)
	case keyString:
		h = maphash.String(hashSeed, key[0].Str())
	case keyAny:
		h = key[0].hash()
	case keyMany:
		h = hashAll(key)
	}
	return uint32(h^h>>32) | liveBit
}

// find returns the number of the entry with this key, or -1.
func (t *Table) find(h uint32, key []Value) int {
	if t.mode == keyWord {
		if !key[0].isWord() {
			return -1
		}
		if t.index == nil {
			return t.scanWord(key[0].n)
		}
		return t.probeWord(h, key[0].n)
	}
	if t.index == nil {
		for i, x := range t.hashes {
			if x == h && t.same(i, key) {
				return i
			}
		}
		return -1
	}
	mask := uint32(len(t.index) - 1)
	for slot := h & mask; ; slot = (slot + 1) & mask {
		e := t.index[slot]
		if e == 0 {
			return -1
		}
		if i := int(e - 1); t.hashes[i] == h && t.same(i, key) {
			return i
		}
	}
}

// findWord is find for the word of a key.
func (t *Table) findWord(n uint64) int {
	if t.index == nil {
		return t.scanWord(n)
	}
	return t.probeWord(hashWord(n), n)
}

func (t *Table) scanWord(n uint64) int {
	for i, w := range t.words {
		if w == n && t.hashes[i] != 0 {
			return i
		}
	}
	return -1
}

func (t *Table) probeWord(h uint32, n uint64) int {
	mask := uint32(len(t.index) - 1)
	for slot := h & mask; ; slot = (slot + 1) & mask {
		e := t.index[slot]
		if e == 0 {
			return -1
		}
		if i := int(e - 1); t.words[i] == n && t.hashes[i] != 0 {
			return i
		}
	}
}

func hashWord(n uint64) uint32 {
	h := hashScalar(n)
	return uint32(h^h>>32) | liveBit
}

func (t *Table) same(i int, key []Value) bool {
	switch t.mode {
	case keyString:
		return t.keys[i].Str() == key[0].Str()
	case keyAny:
		return Equal(t.keys[i], key[0])
	}
	return equalAll(t.keysAt(i), key, 0)
}

// Has reports whether the table has an entry for the parts of an index.
func (t *Table) Has(key ...Value) bool { return t.live > 0 && t.find(t.hashOf(key), key) >= 0 }

// Lookup returns the value of an entry (unset in sets) and whether it is
// there. Defaults and expiry are not considered.
func (t *Table) Lookup(key ...Value) (Value, bool) {
	if t.live == 0 {
		return Value{}, false
	}
	i := t.find(t.hashOf(key), key)
	if i < 0 {
		return Value{}, false
	}
	if t.vals == nil {
		return Value{}, true
	}
	return t.vals[i], true
}

// Put inserts or overwrites the entry for key; sets ignore val. Keys that are
// containers are copied. Expiry of new entries starts at time 0, so tables
// with expiry are rather filled through [Interp.TablePut].
func (t *Table) Put(key []Value, val Value) { t.insert(key, val) }

// Add inserts the parts of an index into a set.
func (t *Table) Add(key ...Value) { t.insert(key, Value{}) }

// insert returns the number of the entry.
func (t *Table) insert(key []Value, val Value) int {
	h := t.hashOf(key)
	if i := t.find(h, key); i >= 0 {
		if t.vals != nil {
			t.vals[i] = val
		}
		return i
	}
	return t.push(h, key, val)
}

func (t *Table) push(h uint32, key []Value, val Value) int {
	if t.mode == keyWord && !key[0].isWord() {
		t.widen()
		h = t.hashOf(key)
	}
	if len(t.hashes) == cap(t.hashes) {
		t.remake()
	}
	i := len(t.hashes)
	t.hashes = append(t.hashes, h)
	if t.mode == keyWord {
		t.words = append(t.words, key[0].n)
	} else {
		for _, k := range key {
			if k.isShared() {
				k = Copy(k)
			}
			t.keys = append(t.keys, k)
		}
	}
	if t.typ.Kind == resolve.Table {
		t.vals = append(t.vals, val)
	}
	if t.times != nil {
		t.times = append(t.times, 0)
	}
	if t.index != nil {
		t.link(i)
	} else if len(t.hashes) > fewest {
		t.reindex()
	}
	t.live++
	if t.lengths != nil {
		t.lengths.add(key[0].Subnet(), 1)
	}
	if t.matcher != nil {
		t.matcher.set = nil
	}
	return i
}

// Expect makes room for more entries that are about to come, and for as many
// as a large table will have in the end, if total, an estimate of them, is right.
func (t *Table) Expect(more, total int) {
	need := len(t.hashes) + more
	if need <= cap(t.hashes) || need <= large {
		return
	}
	size := max(2*t.live, need)
	if total >= need {
		size = total + total/64
	}
	t.epoch++
	t.remakeTo(size)
}

// large is the number of entries from which on empty room is worth to be avoided.
const large = 1 << 14

// remake makes larger arrays, or arrays of the same size without gaps.
func (t *Table) remake() {
	t.epoch++
	if t.entries == &noEntries && t.width() == 1 && t.times == nil {
		t.begin()
		return
	}
	t.remakeTo(max(4, 2*t.live))
}

// remakeTo makes arrays for size entries.
func (t *Table) remakeTo(size int) {
	to := entries{hashes: make([]uint32, 0, size)}
	if t.mode == keyWord {
		to.words = make([]uint64, 0, size)
	} else {
		to.keys = make([]Value, 0, size*t.width())
	}
	if t.typ.Kind == resolve.Table {
		to.vals = make([]Value, 0, size)
	}
	var times []float64
	if t.times != nil {
		times = make([]float64, 0, size)
	}
	scanned := t.scanned
	for i, h := range t.hashes {
		if h == 0 {
			if i < t.scanned {
				scanned--
			}
			continue
		}
		to.hashes = append(to.hashes, h)
		if to.words != nil {
			to.words = append(to.words, t.words[i])
		} else {
			to.keys = append(to.keys, t.keysAt(i)...)
		}
		if to.vals != nil {
			to.vals = append(to.vals, t.vals[i])
		}
		if times != nil {
			times = append(times, t.times[i])
		}
	}
	if t.entries == &noEntries {
		t.entries = new(entries)
	}
	*t.entries = to
	if times != nil {
		t.times, t.scanned = times, scanned
	}
	if size > fewest {
		t.reindex()
	}
}

// begin makes the first arrays, in one allocation and for few entries: most tables
// stay small.
func (t *Table) begin() {
	switch isSet := t.typ.Kind == resolve.Set; {
	case t.mode == keyWord && isSet:
		b := new(struct {
			entries
			words  [4]uint64
			hashes [4]uint32
		})
		b.entries = entries{hashes: b.hashes[:0], words: b.words[:0]}
		t.entries = &b.entries
	case t.mode == keyWord:
		b := new(struct {
			entries
			words  [4]uint64
			hashes [4]uint32
			vals   [4]Value
		})
		b.entries = entries{hashes: b.hashes[:0], words: b.words[:0], vals: b.vals[:0]}
		t.entries = &b.entries
	case isSet:
		b := new(struct {
			entries
			hashes [2]uint32
			keys   [2]Value
		})
		b.entries = entries{hashes: b.hashes[:0], keys: b.keys[:0]}
		t.entries = &b.entries
	default:
		b := new(struct {
			entries
			hashes     [2]uint32
			keys, vals [2]Value
		})
		b.entries = entries{hashes: b.hashes[:0], keys: b.keys[:0], vals: b.vals[:0]}
		t.entries = &b.entries
	}
}

// reindex makes an index for all that the arrays can hold.
func (t *Table) reindex() {
	size := 16
	for size*3/4 < cap(t.hashes) {
		size *= 2
	}
	t.index = make([]uint32, size)
	for i := range t.hashes {
		if t.hashes[i] != 0 {
			t.link(i)
		}
	}
}

func (t *Table) link(i int) {
	mask := uint32(len(t.index) - 1)
	slot := t.hashes[i] & mask
	for t.index[slot] != 0 {
		slot = (slot + 1) & mask
	}
	t.index[slot] = uint32(i + 1)
}

// Delete removes the entry for the parts of an index and reports whether it
// was there.
func (t *Table) Delete(key ...Value) bool {
	if t.live == 0 {
		return false
	}
	i := t.find(t.hashOf(key), key)
	if i >= 0 {
		t.deleteAt(i)
	}
	return i >= 0
}

func (t *Table) deleteAt(i int) {
	if t.lengths != nil {
		t.lengths.add(t.keyAt(i).Subnet(), -1)
	}
	if t.matcher != nil {
		t.matcher.set = nil
	}
	t.hashes[i] = 0
	if t.mode != keyWord {
		clear(t.keysAt(i))
	}
	if t.vals != nil {
		t.vals[i] = Value{}
	}
	t.live--
}

// Clear removes all entries.
func (t *Table) Clear() {
	t.epoch++
	t.entries, t.live = &noEntries, 0
	if t.times != nil {
		t.times, t.scanned = []float64{}, 0
	}
	if t.lengths != nil {
		*t.lengths = prefixLengths{}
	}
	if t.matcher != nil {
		t.matcher.set = nil
	}
}

// equal reports whether both have the same keys, and the same values for them.
func (t *Table) equal(u *Table, depth int) bool {
	return t.live == u.live && t.withinAt(u, depth)
}

// within reports whether u has all entries of t.
func (t *Table) within(u *Table) bool { return t.withinAt(u, 0) }

func (t *Table) withinAt(u *Table, depth int) bool {
	checkNesting(depth)
	if t.width() != u.width() || t.live > u.live {
		return false
	}
	var buf [1]Value
	for i := range t.Cap() {
		if !t.Live(i) {
			continue
		}
		v, ok := u.Lookup(t.parts(i, &buf)...)
		if !ok || t.vals != nil && !equal(v, t.vals[i], depth) {
			return false
		}
	}
	return true
}
