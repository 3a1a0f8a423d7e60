package input

// A tracker remembers the lines of a source by hashes of index and value, to
// tell at the next reading which are new, changed, or gone. It costs 16 bytes for
// each slot of an open-addressed array, at most three quarters of which are used.
//
// During a reading each entry is either of the last reading or has been seen
// in this one; the lowest bit of its sum tells which.
type tracker struct {
	slots []trackSlot
	used  int
	seen  int    // entries seen in this reading
	round uint64 // 0 or 1: the bit that says seen
}

type trackSlot struct{ key, sum uint64 } // key 0: free

func trackKey(key uint64) uint64 {
	if key == 0 {
		return 1
	}
	return key
}

// find returns the slot of a key, or -1.
func (t *tracker) find(key uint64) int {
	if t.used == 0 {
		return -1
	}
	key = trackKey(key)
	mask := len(t.slots) - 1
	for i := int(key) & mask; ; i = (i + 1) & mask {
		switch t.slots[i].key {
		case 0:
			return -1
		case key:
			return i
		}
	}
}

func (t *tracker) seenAt(i int) bool           { return t.slots[i].sum&1 == t.round }
func (t *tracker) same(i int, sum uint64) bool { return t.slots[i].sum>>1 == sum>>1 }

// see marks the entry in slot i as seen.
func (t *tracker) see(i int) {
	if !t.seenAt(i) {
		t.slots[i].sum ^= 1
		t.seen++
	}
}

// put enters a line as seen; i is what find has given.
func (t *tracker) put(i int, key, sum uint64) {
	if i >= 0 {
		t.see(i)
		t.slots[i].sum = sum&^1 | t.round
		return
	}
	if (t.used+1)*4 > len(t.slots)*3 {
		t.resize(max(16, 2*len(t.slots)), false)
	}
	t.place(trackSlot{trackKey(key), sum&^1 | t.round})
	t.used++
	t.seen++
}

func (t *tracker) place(s trackSlot) {
	mask := len(t.slots) - 1
	i := int(s.key) & mask
	for t.slots[i].key != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// resize makes a new array, without entries that are not seen if seenOnly.
func (t *tracker) resize(size int, seenOnly bool) {
	old := t.slots
	t.slots = make([]trackSlot, size)
	for _, s := range old {
		if s.key != 0 && (!seenOnly || s.sum&1 == t.round) {
			t.place(s)
		}
	}
}

// unseen is the number of lines of the last reading that have not been seen.
func (t *tracker) unseen() int { return t.used - t.seen }

// next ends a reading: what has not been seen is forgotten.
func (t *tracker) next() {
	if t.unseen() > 0 {
		size := 16
		for size*3 < t.seen*4 {
			size *= 2
		}
		t.resize(size, true)
		t.used = t.seen
	}
	t.round ^= 1
	t.seen = 0
}

// undo ends a reading that failed: all entries count as of the last reading.
func (t *tracker) undo() {
	for i := range t.slots {
		if t.slots[i].key != 0 {
			t.slots[i].sum = t.slots[i].sum&^1 | t.round ^ 1
		}
	}
	t.seen = 0
}
