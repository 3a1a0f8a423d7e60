package input

import "math/bits"

// A tracker remembers the lines of a source by hashes of index and value, to
// tell at the next reading which are new, changed, or gone. It costs 12 bytes for
// each slot of an open-addressed array, at most four fifths of which are used.
//
// During a reading each entry is either of the last reading or has been seen
// in this one; the lowest bit of its sum tells which.
type tracker struct {
	keys  []uint64 // 0: a free slot
	sums  []uint32
	used  int
	seen  int    // entries seen in this reading
	round uint32 // 0 or 1: the bit that says seen
}

func trackKey(key uint64) uint64 {
	if key == 0 {
		return 1
	}
	return key
}

// home is the slot where the search for a key begins.
func (t *tracker) home(key uint64) int {
	at, _ := bits.Mul64(key, uint64(len(t.keys)))
	return int(at)
}

func (t *tracker) after(i int) int {
	if i++; i == len(t.keys) {
		return 0
	}
	return i
}

// find returns the slot of a key, or -1.
func (t *tracker) find(key uint64) int {
	if t.used == 0 {
		return -1
	}
	key = trackKey(key)
	for i := t.home(key); ; i = t.after(i) {
		switch t.keys[i] {
		case 0:
			return -1
		case key:
			return i
		}
	}
}

func (t *tracker) seenAt(i int) bool           { return t.sums[i]&1 == t.round }
func (t *tracker) same(i int, sum uint64) bool { return t.sums[i]>>1 == uint32(sum)>>1 }

// see marks the entry in slot i as seen.
func (t *tracker) see(i int) {
	if !t.seenAt(i) {
		t.sums[i] ^= 1
		t.seen++
	}
}

// put enters a line as seen; i is what find has given. The source is thought
// to have total lines in all.
func (t *tracker) put(i int, key, sum uint64, total int) {
	kept := uint32(sum)&^1 | t.round
	if i >= 0 {
		t.see(i)
		t.sums[i] = kept
		return
	}
	if size := len(t.keys); t.used+1 > size/5*4 {
		next := max(20, 2*size)
		if t.used > 1<<14 && total > t.used+t.used/8 {
			next = (total + total/64) / 4 * 5
		}
		t.resize(next, false)
	}
	t.place(trackKey(key), kept)
	t.used++
	t.seen++
}

func (t *tracker) place(key uint64, sum uint32) {
	i := t.home(key)
	for t.keys[i] != 0 {
		i = t.after(i)
	}
	t.keys[i], t.sums[i] = key, sum
}

// resize makes new arrays, without entries that are not seen if seenOnly.
func (t *tracker) resize(size int, seenOnly bool) {
	keys, sums := t.keys, t.sums
	t.keys, t.sums = make([]uint64, size), make([]uint32, size)
	for i, k := range keys {
		if k != 0 && (!seenOnly || sums[i]&1 == t.round) {
			t.place(k, sums[i])
		}
	}
}

// unseen is the number of lines of the last reading that have not been seen.
func (t *tracker) unseen() int { return t.used - t.seen }

// next ends a reading: what has not been seen is forgotten.
func (t *tracker) next() {
	if t.unseen() > 0 {
		t.resize(max(20, t.seen/2*3), true)
		t.used = t.seen
	}
	t.round ^= 1
	t.seen = 0
}

// undo ends a reading that failed: all entries count as of the last reading.
func (t *tracker) undo() {
	for i, k := range t.keys {
		if k != 0 {
			t.sums[i] = t.sums[i]&^1 | t.round ^ 1
		}
	}
	t.seen = 0
}
