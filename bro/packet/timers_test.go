package packet

import (
	"math/rand/v2"
	"slices"
	"testing"
)

type ring struct {
	Timer
	name  int
	fired *[]int
}

func (r *ring) Expire(int64) { *r.fired = append(*r.fired, r.name) }

// Timers fire in the order of their times, those of one time in the order in which
// they were set, however many were moved and stopped before.
func TestTimersFireInOrder(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 5, 17, 300} {
		var q Timers
		var fired []int
		type setting struct {
			at   int64
			seq  int
			name int
		}
		running := map[int]setting{}
		rings := make([]*ring, n)
		for i := range rings {
			rings[i] = &ring{name: i, fired: &fired}
			rings[i].Owner = rings[i]
		}
		for seq := range 6 * n {
			i := rnd.IntN(n)
			if rnd.IntN(4) == 0 {
				q.Stop(&rings[i].Timer)
				delete(running, i)
				continue
			}
			at := rnd.Int64N(int64(n))
			q.Start(&rings[i].Timer, at)
			running[i] = setting{at, seq, i}
		}
		if q.Len() != len(running) {
			t.Fatalf("of %d timers %d run, want %d", n, q.Len(), len(running))
		}
		for now := int64(0); now <= int64(n); now += 1 + rnd.Int64N(3) {
			var due []setting
			for _, s := range running {
				if s.at <= now {
					due = append(due, s)
					delete(running, s.name)
				}
			}
			slices.SortFunc(due, func(a, b setting) int {
				if a.at != b.at {
					return int(a.at - b.at)
				}
				return a.seq - b.seq
			})
			var want []int
			for _, s := range due {
				want = append(want, s.name)
			}
			fired = nil
			q.Expire(now)
			if !slices.Equal(fired, want) {
				t.Fatalf("of %d timers at %d fired %v, want %v", n, now, fired, want)
			}
			for _, s := range due {
				if rings[s.name].Set() {
					t.Fatalf("timer %d runs after it fired", s.name)
				}
			}
		}
	}
}
