package packet

// An Expirer is told that its timer ran out. now is the network time that made
// it run out, which may be later than the time it was set to.
type Expirer interface {
	Expire(now int64)
}

// A Timer is a place in Timers for its owner. The zero value with an Owner is
// an idle timer; it belongs to one Timers for life and must not be copied.
type Timer struct {
	Owner Expirer
	at    int64
	seq   uint64
	index int // 1-based place in the heap; 0 when idle
}

// Set reports whether the timer runs.
func (t *Timer) Set() bool { return t.index != 0 }

// At is the network time the running timer is set to.
func (t *Timer) At() int64 { return t.at }

// Timers runs timers by network time. Timers that run out together fire in the
// order of their times, and of those with equal times in the order they were
// set: the same calls always fire the same timers in the same order.
type Timers struct {
	heap []*Timer
	seq  uint64
	most int
}

// Len is the number of running timers, Max the most that ran at a time.
func (q *Timers) Len() int { return len(q.heap) }
func (q *Timers) Max() int { return q.most }

// Start sets t to run out at a time, moving it if it runs.
func (q *Timers) Start(t *Timer, at int64) {
	q.seq++
	t.at, t.seq = at, q.seq
	if t.index == 0 {
		q.heap = append(q.heap, t)
		t.index = len(q.heap)
		q.most = max(q.most, t.index)
	}
	q.down(q.up(t.index - 1))
}

// Stop makes t idle.
func (q *Timers) Stop(t *Timer) {
	if t.index == 0 {
		return
	}
	i, last := t.index-1, len(q.heap)-1
	q.heap[i] = q.heap[last]
	q.heap[i].index = i + 1
	q.heap[last] = nil
	q.heap = q.heap[:last]
	t.index = 0
	if i < last {
		q.down(q.up(i))
	}
}

// Expire fires every timer set to now or earlier. A timer may be started or
// stopped while others fire.
func (q *Timers) Expire(now int64) {
	for len(q.heap) > 0 && q.heap[0].at <= now {
		t := q.heap[0]
		q.Stop(t)
		t.Owner.Expire(now)
	}
}

func (q *Timers) before(i, j int) bool {
	a, b := q.heap[i], q.heap[j]
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

func (q *Timers) swap(i, j int) {
	q.heap[i], q.heap[j] = q.heap[j], q.heap[i]
	q.heap[i].index, q.heap[j].index = i+1, j+1
}

func (q *Timers) up(i int) int {
	for i > 0 {
		parent := (i - 1) / 2
		if !q.before(i, parent) {
			break
		}
		q.swap(i, parent)
		i = parent
	}
	return i
}

func (q *Timers) down(i int) {
	for {
		child := 2*i + 1
		if child >= len(q.heap) {
			return
		}
		if child+1 < len(q.heap) && q.before(child+1, child) {
			child++
		}
		if !q.before(child, i) {
			return
		}
		q.swap(i, child)
		i = child
	}
}
