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
	heap []setTimer
	seq  uint64
	most int
}

// A setTimer is a timer in the heap. What it is compared by is beside it: timers
// lie in their owners, each of which is somewhere else in memory.
type setTimer struct {
	at  int64
	seq uint64
	t   *Timer
}

// Len is the number of running timers, Max the most that ran at a time.
func (q *Timers) Len() int { return len(q.heap) }
func (q *Timers) Max() int { return q.most }

// Start sets t to run out at a time, moving it if it runs.
func (q *Timers) Start(t *Timer, at int64) {
	q.seq++
	t.at = at
	s := setTimer{at, q.seq, t}
	i := t.index - 1
	if i < 0 {
		i = len(q.heap)
		q.heap = append(q.heap, s)
		q.most = max(q.most, len(q.heap))
	}
	q.place(i, s)
}

// Stop makes t idle.
func (q *Timers) Stop(t *Timer) {
	if t.index == 0 {
		return
	}
	i, end := t.index-1, len(q.heap)-1
	last := q.heap[end]
	q.heap[end] = setTimer{}
	q.heap = q.heap[:end]
	t.index = 0
	if i < end {
		q.place(i, last)
	}
}

// Expire fires every timer set to now or earlier. A timer may be started or
// stopped while others fire.
func (q *Timers) Expire(now int64) {
	for len(q.heap) > 0 && q.heap[0].at <= now {
		t := q.heap[0].t
		q.Stop(t)
		t.Owner.Expire(now)
	}
}

func (s *setTimer) before(u *setTimer) bool {
	return s.at < u.at || s.at == u.at && s.seq < u.seq
}

// The heap is four wide: half as many levels as one of two, and children that
// lie side by side.
const width = 4

// place puts s into the heap, where i is free, or upwards or downwards of it.
func (q *Timers) place(i int, s setTimer) {
	for i > 0 {
		parent := (i - 1) / width
		if !s.before(&q.heap[parent]) {
			break
		}
		q.put(i, q.heap[parent])
		i = parent
	}
	for {
		child := width*i + 1
		if child >= len(q.heap) {
			break
		}
		for c := child + 1; c < min(width*i+1+width, len(q.heap)); c++ {
			if q.heap[c].before(&q.heap[child]) {
				child = c
			}
		}
		if !q.heap[child].before(&s) {
			break
		}
		q.put(i, q.heap[child])
		i = child
	}
	q.put(i, s)
}

func (q *Timers) put(i int, s setTimer) {
	q.heap[i] = s
	s.t.index = i + 1
}
