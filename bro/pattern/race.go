package pattern

// A race finds all matches in one pass, whatever the expression: time grows
// with the text times the size of the program.
//
// It runs the leaves of several matches side by side, in the order of their
// starts. Once the first has an end, the next start behind that end joins on
// the assumption that the first gets no longer; if it does, those behind it
// are dropped. A leaf that an earlier match has reached is of no use to a
// later one: if it leads to an end, the later one is dropped, and if not, it
// is in vain for both.
type race struct {
	walker
	marks    marks
	from     int     // offset of the first mark
	runs     []place // of matches by start; the end is 0 while there is none
	settled  int     // runs that are yielded
	live     []lane  // the runs that may get longer
	set, nxt []int32 // leaves, lane after lane
}

type place struct{ start, end int }

type lane struct {
	run    int // in runs
	leaves int // of set
}

func newRace(p *Pattern, m marks, from int) *race {
	return &race{walker: newWalker(p.exactDFA().prog), marks: m, from: from}
}

// run yields the matches from offset pos on, which is not inside one.
func (r *race) run(s string, pos int, yield func([2]int) bool) {
	for i := pos; ; i++ {
		r.finish(i, i == len(s))
		if !r.settle(i == len(s), yield) || i == len(s) {
			return
		}
		if len(r.runs) == 0 {
			next := r.marks.next(i - r.from)
			if next < 0 {
				return
			}
			i = next + r.from
		}
		r.begin(i)
		r.advance(s[i])
	}
}

// finish notes the end of the first run that has a match here, and drops
// those behind it.
func (r *race) finish(i int, atEnd bool) {
	at := 0
	for k, l := range r.live {
		set := r.set[at : at+l.leaves]
		at += l.leaves
		if len(r.members(nil, set, atEnd)) > 0 {
			r.runs[l.run].end = i
			r.runs, r.live, r.set = r.runs[:l.run+1], r.live[:k+1], r.set[:at]
			return
		}
	}
}

// settle yields the runs in front that can get no longer.
func (r *race) settle(all bool, yield func([2]int) bool) bool {
	until := len(r.runs)
	if len(r.live) > 0 && !all {
		until = r.live[0].run
	}
	for ; r.settled < until; r.settled++ {
		if m := r.runs[r.settled]; m.end > 0 && !yield([2]int{m.start, m.end}) {
			return false
		}
	}
	if r.settled == len(r.runs) {
		r.runs, r.settled = r.runs[:0], 0
	}
	return true
}

// begin starts a run at i if a match starts there and no run before it is
// still to have its first end.
func (r *race) begin(i int) {
	if !r.marks.has(i-r.from) || len(r.runs) > 0 && r.runs[len(r.runs)-1].end == 0 {
		return
	}
	r.forget()
	for _, pc := range r.set {
		r.mark[pc] = r.gen
	}
	had := len(r.set)
	r.set = r.reach(r.set, r.prog.start, i == 0, false)
	r.live = append(r.live, lane{run: len(r.runs), leaves: len(r.set) - had})
	r.runs = append(r.runs, place{start: i})
}

// advance reads a byte.
func (r *race) advance(b byte) {
	r.forget()
	r.nxt = r.nxt[:0]
	live := r.live[:0]
	at := 0
	for _, l := range r.live {
		set := r.set[at : at+l.leaves]
		at += l.leaves
		had := len(r.nxt)
		r.nxt = r.step(r.nxt, set, b)
		if l.leaves = len(r.nxt) - had; l.leaves > 0 {
			live = append(live, l)
		}
	}
	r.live = live
	r.set, r.nxt = r.nxt, r.set
}
