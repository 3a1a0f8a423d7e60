package interp_test

import (
	"container/heap"
	"net/netip"
	"runtime"
	"testing"

	"brig/bro/interp"
)

// A goHeap is what one would write in Go for schedule.
type goTimer struct {
	at float64
	f  func()
}
type goHeap []goTimer

func (h goHeap) Len() int           { return len(h) }
func (h goHeap) Less(i, j int) bool { return h[i].at < h[j].at }
func (h goHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *goHeap) Push(x any)        { *h = append(*h, x.(goTimer)) }
func (h *goHeap) Pop() any {
	old := *h
	t := old[len(old)-1]
	*h = old[:len(old)-1]
	return t
}

func BenchmarkTimers(b *testing.B) {
	const n = 1000
	in := load(b, `
global sink = 0;
global ev: event(n: count);
event ev(n: count) { sink += n; }
function set_timers(n: count) { local i = 0; while ( i < n ) { schedule 1sec { ev(i) }; ++i; } }
global t: table[count] of count &create_expire=1sec;
function fill(n: count) { local i = 0; while ( i < n ) { t[i] = i; ++i; } }
`)
	now := 1e9
	b.Run("work=schedule/n=1000/in=go", func(b *testing.B) {
		var h goHeap
		b.ReportAllocs()
		for b.Loop() {
			for i := range uint64(n) {
				heap.Push(&h, goTimer{float64(i), func() { sink += i }})
			}
			for h.Len() > 0 {
				heap.Pop(&h).(goTimer).f()
			}
		}
	})
	run := func(b *testing.B, name string) {
		f := in.Func(name)
		b.ReportAllocs()
		for b.Loop() {
			now += 100
			if err := in.Advance(now); err != nil {
				b.Fatal(err)
			}
			if err := in.Drain(); err != nil {
				b.Fatal(err)
			}
			if _, err := in.Call(f, interp.Count(n)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("work=schedule/n=1000/in=script", func(b *testing.B) { run(b, "set_timers") })
	b.Run("work=expire/n=1000/in=go", func(b *testing.B) {
		type entry struct {
			v  uint64
			at float64
		}
		t := map[uint64]entry{}
		at := 1e9
		b.ReportAllocs()
		for b.Loop() {
			at += 100
			for k, e := range t {
				if e.at+1 < at {
					delete(t, k)
				}
			}
			for i := range uint64(n) {
				t[i] = entry{i, at}
			}
		}
	})
	b.Run("work=expire/n=1000/in=script", func(b *testing.B) { run(b, "fill") })
}

func TestTimers(t *testing.T) {
	in := load(t, `global got: vector of count; event ev(n: count) { got += n; }`)
	for i := range 100 {
		at := uint64(i*37) % 10
		in.Schedule(float64(at), in.Event("ev"), interp.Count(at*1000+uint64(i)))
	}
	if at, ok := in.NextTimer(); !ok || at != 0 {
		t.Errorf("NextTimer() = %v, %v", at, ok)
	}
	got, _ := in.Global("got")
	for _, step := range []struct {
		name string
		fire func() error
		want int
	}{
		{"Advance(4)", func() error { return in.Advance(4) }, 50},
		{"ExpireAll()", in.ExpireAll, 100},
	} {
		if err := step.fire(); err != nil {
			t.Fatal(err)
		}
		if err := in.Drain(); err != nil {
			t.Fatal(err)
		}
		if n := got.Vector().Len(); n != step.want {
			t.Errorf("%d timers have fired after %s, want %d", n, step.name, step.want)
		}
	}
	for i := 1; i < got.Vector().Len(); i++ {
		if a, b := got.Vector().At(i-1).Count(), got.Vector().At(i).Count(); b < a {
			t.Errorf("timer %d fired after %d", b, a)
		}
	}
	if in.Timers() != 0 {
		t.Errorf("%d timers are left", in.Timers())
	}
}

// A large table costs at most three times what its keys and values do.
func TestTableMemory(t *testing.T) {
	in := load(t, `type Set: set[addr]; type Tab: table[addr] of count;`)
	for _, name := range []string{"Set", "Tab"} {
		typ := in.Type(name)
		tab := interp.NewTable(typ)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		const n = 300_000
		for i := range uint32(n) {
			tab.Put([]interp.Value{interp.Addr(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}))}, interp.Count(uint64(i)))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		own := 24.0
		if name == "Tab" {
			own = 48
		}
		per := float64(after.HeapAlloc-before.HeapAlloc) / n
		t.Logf("%s: %.1f bytes an entry", name, per)
		if per > 3*own {
			t.Errorf("%s: %.1f bytes an entry, its values have %.0f", name, per, own)
		}
		runtime.KeepAlive(tab)
	}
}
