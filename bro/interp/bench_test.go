package interp_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// load compiles a script; its builtins are those of the test.
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
	in, err := interp.New(prog, map[string]interp.Builtin{
		"fmt": func(c *interp.BuiltinCall) (interp.Value, error) { return interp.String(""), nil },
	})
	if err != nil {
		tb.Fatal(err)
	}
	in.Report = func(r interp.Report) { tb.Error(r) }
	if err := in.Start(); err != nil {
		tb.Fatal(err)
	}
	return in
}

const benchScript = `
type Point: record { x: count; y: count; };
type Key: record { a: count; b: count; };
global sink = 0;
function loop(n: count): count { local i = 0; while ( i < n ) ++i; return i; }
function add1(a: count): count { return a + 1; }
function calls(n: count): count { local i = 0; while ( i < n ) i = add1(i); return i; }
function fib(n: count): count { if ( n < 2 ) return n; return fib(n - 1) + fib(n - 2); }
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
function fields(n: count): count
	{
	local p = Point($x=1, $y=1);
	local i = 0;
	while ( i < n ) { p$x = p$y + i; ++i; }
	return p$x;
	}
function concat(n: count): count
	{
	local i = 0;
	local total = 0;
	while ( i < n ) { local s = "abc" + "defgh"; total += |s|; ++i; }
	return total;
	}
global ev: event(n: count);
event ev(n: count) { sink += n; }
function raise(n: count): count { local i = 0; while ( i < n ) { event ev(i); ++i; } return i; }
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

// The same work in Go, for the ratio of the two.
var native = map[string]func(n uint64) uint64{
	"loop": func(n uint64) uint64 {
		i := uint64(0)
		for i < n {
			i++
		}
		return i
	},
	"calls": func(n uint64) uint64 {
		i := uint64(0)
		for i < n {
			i = add1(i)
		}
		return i
	},
	"fib": fib,
	"tables": func(n uint64) uint64 {
		t := map[uint64]uint64{}
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
	},
	"small": func(n uint64) uint64 {
		sum := uint64(0)
		for i := range n {
			t := map[uint64]uint64{}
			t[1], t[2], t[3] = i, i, i
			sum += t[2]
		}
		return sum
	},
	"keyed": func(n uint64) uint64 {
		t := map[point]uint64{}
		for i := range n {
			t[*newPoint(i, i)] = i
		}
		sum := uint64(0)
		for i := range n {
			sum += t[*newPoint(i, i)]
		}
		return sum
	},
	"vectors": func(n uint64) uint64 {
		var v []uint64
		for i := range n {
			v = append(v, i)
		}
		sum := uint64(0)
		for i := range n {
			sum += v[i]
		}
		return sum
	},
	"records": func(n uint64) uint64 {
		sum := uint64(0)
		for i := range n {
			p := newPoint(i, 1)
			p.x++
			sum += p.x + p.y
		}
		return sum
	},
	"fields": func(n uint64) uint64 {
		p := newPoint(1, 1)
		for i := range n {
			p.x = p.y + i
		}
		return p.x
	},
	"concat": func(n uint64) uint64 {
		total := 0
		for range n {
			total += len(concat("abc", "defgh"))
		}
		return uint64(total)
	},
	"raise": func(n uint64) uint64 {
		type event struct {
			f    func([]uint64)
			args []uint64
		}
		var queue []event
		f := func(a []uint64) { sink += a[0] }
		for i := range n {
			queue = append(queue, event{f, []uint64{i}})
		}
		for _, e := range queue {
			e.f(e.args)
		}
		return n
	},
}

func BenchmarkLanguage(b *testing.B) {
	in := load(b, benchScript)
	for _, bm := range []struct {
		name string
		n    uint64
	}{
		{"loop", 10000}, {"calls", 10000}, {"fib", 18}, {"tables", 1000}, {"small", 1000}, {"keyed", 1000},
		{"vectors", 1000}, {"records", 1000}, {"fields", 1000}, {"concat", 1000}, {"raise", 1000},
	} {
		f, work := in.Func(bm.name), native[bm.name]
		arg := interp.Count(bm.n)
		b.Run("work="+bm.name+"/in=go", func(b *testing.B) {
			for b.Loop() {
				sink += work(bm.n)
			}
		})
		b.Run("work="+bm.name+"/in=script", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := in.Call(f, arg); err != nil {
					b.Fatal(err)
				}
				if err := in.Drain(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What is said to be free of allocation is.
func TestNoAllocation(t *testing.T) {
	in := load(t, benchScript)
	for _, name := range []string{"loop", "calls", "fib", "raise"} {
		f := in.Func(name)
		run := func() {
			if _, err := in.Call(f, interp.Count(15)); err != nil {
				t.Fatal(err)
			}
			if err := in.Drain(); err != nil {
				t.Fatal(err)
			}
		}
		run()
		// The arguments of Call itself may escape.
		if n := testing.AllocsPerRun(100, run); n > 2 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
