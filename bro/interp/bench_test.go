package interp_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"brig/bro/builtin"
	"brig/bro/interp"
	"brig/bro/resolve"
)

// load compiles a script; it may use fmt.
func load(tb testing.TB, src string) *interp.Interp {
	tb.Helper()
	m := fstest.MapFS{"x.bro": {Data: []byte(src)}, "b.bif.bro": {Data: []byte(`
global fmt: function(...): string;
global zeek_init: event();
`)}}
	prog, err := resolve.Load(&resolve.Config{
		Open:    func(name string) (fs.File, error) { return m.Open(name) },
		Base:    []string{"b.bif.bro"},
		Scripts: []string{"x.bro"},
	})
	if err != nil {
		tb.Fatal(err)
	}
	in, err := interp.New(prog, builtin.All(&builtin.Host{}))
	if err != nil {
		tb.Fatal(err)
	}
	in.Report = func(r interp.Report) { tb.Error(r) }
	if err := in.Start(); err != nil {
		tb.Fatal(err)
	}
	return in
}

// A piece of work is written twice, as a script function of its name and in
// Go, and both must come to the same result. Go's side does what the script
// says and no more: functions that the script calls are not inlined, and
// records and tables lie on the heap.
type work struct {
	name   string
	n      uint64 // rounds, and the argument of both
	native func(n uint64) uint64
}

const benchScript = `
type Point: record { x: count; y: count; };
type Key: record { a: count; b: count; };
function loop(n: count): count { local i = 0; while ( i < n ) ++i; return i; }
function arithmetic(n: count): count
	{
	local i = 0;
	local x = 1;
	local d = 0.5;
	local below: int = +0;
	while ( i < n )
		{
		x = (x * 1103 + 12345) % 65536;
		if ( x < 1000 )
			below = below - 3;
		d = d * 0.5 + 1.0;
		++i;
		}
	return d < 2.0 && below < +0 ? x : 0;
	}
function add1(a: count): count { return a + 1; }
function calls(n: count): count { local i = 0; while ( i < n ) i = add1(i); return i; }
function fib(n: count): count { if ( n < 2 ) return n; return fib(n - 1) + fib(n - 2); }
function recursion(n: count): count { local i = 0; while ( i < n ) { fib(15); i += 1973; } return i; }
function tables(n: count): count
	{
	local t: table[count] of count;
	local i = 0;
	while ( i < n ) { t[i] = i; ++i; }
	local sum = 0;
	i = 0;
	while ( i < n ) { sum += t[i]; ++i; }
	for ( k in t ) sum += k;
	i = 0;
	while ( i < n ) { delete t[i]; ++i; }
	return sum;
	}
global thousand: table[count] of count;
function lookup(n: count): count
	{
	local sum = 0;
	local i = 0;
	while ( i < n ) { sum += thousand[i]; ++i; }
	return sum;
	}
function iterate(n: count): count
	{
	local sum = 0;
	for ( k, v in thousand ) sum += k + v;
	return sum;
	}
function small(n: count): count
	{
	local i = 0;
	local sum = 0;
	while ( i < n )
		{
		local t: table[count] of count;
		t[1] = i; t[2] = i; t[3] = i;
		sum += t[2];
		++i;
		}
	return sum;
	}
function keyed(n: count): count
	{
	local t: table[Key] of count;
	local i = 0;
	while ( i < n ) { t[Key($a=i, $b=i)] = i; ++i; }
	local sum = 0;
	i = 0;
	while ( i < n ) { sum += t[Key($a=i, $b=i)]; ++i; }
	return sum;
	}
function vectors(n: count): count
	{
	local v: vector of count;
	local i = 0;
	while ( i < n ) { v[|v|] = i; ++i; }
	local sum = 0;
	i = 0;
	while ( i < n ) { sum += v[i]; ++i; }
	return sum;
	}
function records(n: count): count
	{
	local i = 0;
	local sum = 0;
	while ( i < n )
		{
		local p = Point($x=i, $y=1);
		p$x += 1;
		sum += p$x + p$y;
		++i;
		}
	return sum;
	}
type Node: record { hits: count &default=0; };
redef record Node += { next: Node &optional; };
global ring: vector of Node;
function fields(n: count): count
	{
	local p = ring[0];
	p$hits = 0;
	local i = 0;
	while ( i < n ) { p$hits = p$hits + 1; p = p$next; ++i; }
	return ring[0]$hits;
	}
function concat(n: count): count
	{
	local i = 0;
	local total = 0;
	local a = "abc";
	local b = "defgh";
	while ( i < n ) { local s = a + b; total += |s|; ++i; }
	return total;
	}
function build(n: count): count
	{
	local s = "";
	local i = 0;
	while ( i < n ) { s += "0123456789"; ++i; }
	return |s|;
	}
function format(n: count): count
	{
	local i = 0;
	local total = 0;
	while ( i < n ) { total += |fmt("%s:%d/%.2f", "abc", i, 1.5)|; ++i; }
	return total;
	}
global sink = 0;
global ev: event(n: count);
event ev(n: count) { sink += n; }
function raise(n: count): count
	{
	sink = 0;
	local i = 0;
	while ( i < n ) { event ev(i); ++i; }
	return n;
	}
global chain: event(n: count);
event chain(n: count) { if ( n > 0 ) event chain(n - 1); else sink = 1; }
function recurse(n: count): count { event chain(n); return n; }
function direct(n: count): count { sink = 0; return n; }
event zeek_init()
	{
	local i = 0;
	while ( i < 1000 ) { thousand[i] = i; ++i; }
	i = 0;
	while ( i < 10 ) { ring[i] = Node(); ++i; }
	i = 0;
	while ( i < 10 ) { ring[i]$next = ring[(i + 3) % 10]; ++i; }
	}
`

type point struct{ x, y uint64 }

//go:noinline
func add1(a uint64) uint64 { return a + 1 }

//go:noinline
func fib(n uint64) uint64 {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

//go:noinline
func newPoint(x, y uint64) *point { return &point{x, y} }

//go:noinline
func concat(a, b string) string { return a + b }

var sink uint64

// A queue of events as one would write it for this purpose in Go.
type goEvent struct {
	f    func(*goQueue, []uint64)
	args []uint64
}

type goQueue struct{ events, draining []goEvent }

func (q *goQueue) raise(f func(*goQueue, []uint64), args ...uint64) {
	q.events = append(q.events, goEvent{f, args})
}

func (q *goQueue) drain() {
	for len(q.events) > 0 {
		q.events, q.draining = q.draining[:0], q.events
		for _, e := range q.draining {
			e.f(q, e.args)
		}
	}
}

func goAdd(_ *goQueue, a []uint64) { sink += a[0] }

func goChain(q *goQueue, a []uint64) {
	if a[0] > 0 {
		q.raise(goChain, a[0]-1)
	} else {
		sink = 1
	}
}

//go:noinline
func newMap() map[uint64]uint64 { return map[uint64]uint64{} }

type node struct {
	hits uint64
	next *node
}

func newRing() []*node {
	r := make([]*node, 10)
	for i := range r {
		r[i] = &node{}
	}
	for i := range r {
		r[i].next = r[(i+3)%10]
	}
	return r
}

func works() []work {
	ring, table := newRing(), newMap()
	for i := range uint64(1000) {
		table[i] = i
	}
	handlers := []func(*goQueue, []uint64){goAdd}
	var queue goQueue
	return []work{
		{"loop", 10000, func(n uint64) uint64 {
			i := uint64(0)
			for i < n {
				i++
			}
			return i
		}},
		{"arithmetic", 1000, func(n uint64) uint64 {
			x, d, below := uint64(1), 0.5, int64(0)
			for range n {
				x = (x*1103 + 12345) % 65536
				if x < 1000 {
					below = below - 3
				}
				d = d*0.5 + 1.0
			}
			if d < 2.0 && below < 0 {
				return x
			}
			return 0
		}},
		{"calls", 10000, func(n uint64) uint64 {
			i := uint64(0)
			for i < n {
				i = add1(i)
			}
			return i
		}},
		{"recursion", 1973, func(n uint64) uint64 { // the calls of fib(15)
			i := uint64(0)
			for i < n {
				fib(15)
				i += 1973
			}
			return i
		}},
		{"tables", 1000, func(n uint64) uint64 {
			t := newMap()
			for i := range n {
				t[i] = i
			}
			sum := uint64(0)
			for i := range n {
				sum += t[i]
			}
			for k := range t {
				sum += k
			}
			for i := range n {
				delete(t, i)
			}
			return sum
		}},
		{"lookup", 1000, func(n uint64) uint64 {
			sum := uint64(0)
			for i := range n {
				sum += table[i]
			}
			return sum
		}},
		{"iterate", 1000, func(uint64) uint64 {
			sum := uint64(0)
			for k, v := range table {
				sum += k + v
			}
			return sum
		}},
		{"small", 1000, func(n uint64) uint64 {
			sum := uint64(0)
			for i := range n {
				t := newMap()
				t[1], t[2], t[3] = i, i, i
				sum += t[2]
			}
			return sum
		}},
		{"keyed", 1000, func(n uint64) uint64 {
			t := map[point]uint64{}
			for i := range n {
				t[*newPoint(i, i)] = i
			}
			sum := uint64(0)
			for i := range n {
				sum += t[*newPoint(i, i)]
			}
			return sum
		}},
		{"vectors", 1000, func(n uint64) uint64 {
			var v []uint64
			for i := range n {
				v = append(v, i)
			}
			sum := uint64(0)
			for i := range n {
				sum += v[i]
			}
			return sum
		}},
		{"records", 1000, func(n uint64) uint64 {
			sum := uint64(0)
			for i := range n {
				p := newPoint(i, 1)
				p.x++
				sum += p.x + p.y
			}
			return sum
		}},
		// Each round is at another record and finds it through the last one:
		// on one record the processor works on many rounds of Go's loop at a
		// time, and the ratio tells more of that than of field access.
		{"fields", 1000, func(n uint64) uint64 {
			p := ring[0]
			p.hits = 0
			for range n {
				p.hits = p.hits + 1
				p = p.next
			}
			return ring[0].hits
		}},
		{"concat", 1000, func(n uint64) uint64 {
			total := 0
			for range n {
				total += len(concat("abc", "defgh"))
			}
			return uint64(total)
		}},
		{"build", 1000, func(n uint64) uint64 {
			var b strings.Builder
			for range n {
				b.WriteString("0123456789")
			}
			return uint64(b.Len())
		}},
		{"format", 1000, func(n uint64) uint64 {
			total := 0
			for i := range n {
				total += len(fmt.Sprintf("%s:%d/%.2f", "abc", i, 1.5))
			}
			return uint64(total)
		}},
		{"raise", 1000, func(n uint64) uint64 {
			sink = 0
			for i := range n {
				queue.raise(goAdd, i)
			}
			queue.drain()
			return n
		}},
		{"recurse", 1000, func(n uint64) uint64 {
			queue.raise(goChain, n)
			queue.drain()
			return n
		}},
		{"direct", 1000, func(n uint64) uint64 {
			sink = 0
			for i := range n {
				for _, f := range handlers {
					f(&queue, []uint64{i})
				}
			}
			return n
		}},
	}
}

// script returns what does the work in the script, and its result.
func (w *work) script(tb testing.TB, in *interp.Interp) func() uint64 {
	f, ev := in.Func(w.name), in.Event("ev")
	args := []interp.Value{interp.Count(w.n)}
	each := make([]interp.Value, 1)
	return func() uint64 {
		v, err := in.Call(f, args...)
		if w.name == "direct" { // handlers called by the engine, not through the queue
			for i := range w.n {
				each[0] = interp.Count(i)
				if err := in.Dispatch(ev, each...); err != nil {
					tb.Fatal(err)
				}
			}
		}
		if err == nil {
			err = in.Drain()
		}
		if err != nil {
			tb.Fatal(err)
		}
		return v.Count()
	}
}

// start loads the script of the benchmarks and fills its containers.
func start(tb testing.TB) *interp.Interp {
	in := load(tb, benchScript)
	in.Queue(in.Event("zeek_init"))
	if err := in.Drain(); err != nil {
		tb.Fatal(err)
	}
	return in
}

// BenchmarkLanguage gives what n rounds of a piece of work cost.
func BenchmarkLanguage(b *testing.B) {
	in := start(b)
	for _, w := range works() {
		name := fmt.Sprintf("work=%s/n=%d", w.name, w.n)
		b.Run(name+"/in=go", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink += w.native(w.n)
			}
		})
		b.Run(name+"/in=script", func(b *testing.B) {
			run := w.script(b, in)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// Both sides of the benchmarks do the same work.
func TestSameWork(t *testing.T) {
	in := start(t)
	for _, w := range works() {
		want, wantSink := w.native(w.n), sink
		if got := w.script(t, in)(); got != want {
			t.Errorf("%s: the script gives %d, Go %d", w.name, got, want)
		}
		switch w.name {
		case "raise", "recurse", "direct":
			if v, _ := in.Global("sink"); v.Count() != wantSink {
				t.Errorf("%s: the script's handlers leave %d, Go's %d", w.name, v.Count(), wantSink)
			}
		}
	}
}

// What is said to be free of allocation is.
func TestNoAllocation(t *testing.T) {
	in := start(t)
	for _, w := range works() {
		switch w.name {
		case "loop", "arithmetic", "calls", "recursion", "lookup", "iterate", "fields", "raise", "recurse", "direct":
		default:
			continue
		}
		run := w.script(t, in)
		run()
		// The arguments of Call itself may escape.
		if n := testing.AllocsPerRun(10, func() { run() }); n > 2 {
			t.Errorf("%s allocates %v times", w.name, n)
		}
	}
}
