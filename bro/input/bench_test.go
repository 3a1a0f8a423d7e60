package input_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"brig/bro"
)

// writeBlacklist writes a file of addresses that should be blocked.
func writeBlacklist(t testing.TB, name string, rows int) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	reasons := []string{"Port scanner", "Spam source", "Phishing site", "Mail worm", "Open resolver"}
	fmt.Fprintln(w, "#fields\tip\ttimestamp\treason")
	for i := range rows {
		fmt.Fprintf(w, "%d.%d.%d.%d\t%d.%06d\t%s, list %d\n", 1+i>>24, i>>16&255, i>>8&255, i&255, 1400000000+i/10, i%1000000,
			reasons[i%len(reasons)], i%100000)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

type entry struct {
	timestamp float64
	reason    string
}

// plainRows reads a blacklist with plain Go.
func plainRows(name string, row func(netip.Addr, *entry)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Scan() // header
	for s.Scan() {
		cells := strings.Split(s.Text(), "\t")
		a, err := netip.ParseAddr(cells[0])
		if err != nil {
			return err
		}
		ts, err := strconv.ParseFloat(cells[1], 64)
		if err != nil {
			return err
		}
		row(a, &entry{ts, cells[2]})
	}
	return s.Err()
}

// plainLoad does in plain Go what the framework does.
func plainLoad(name string) (map[netip.Addr]*entry, error) {
	table := map[netip.Addr]*entry{}
	err := plainRows(name, func(a netip.Addr, e *entry) { table[a] = e })
	return table, err
}

const benchTypes = `
type Idx: record { ip: addr; };
type Val: record { timestamp: time; reason: string; };
type All: record { ip: addr; timestamp: time; reason: string; };
global t: table[addr] of Val;
global s: set[addr];
global n = 0;
type Made: record { i: int; t: time; a: addr; };
event made(d: Input::EventDescription, tpe: Input::Event, m: Made) { ++n; }
event line(d: Input::EventDescription, tpe: Input::Event, ip: addr, timestamp: time, reason: string) { ++n; }
event bro_done() { print |t| + |s| + n; }
`

// BenchmarkASCII reads n rows in Go, with bufio, strings.Split and the parsers of the standard library, and
// with the framework into a table, a set, and events.
func BenchmarkASCII(b *testing.B) {
	const rows = 300_000
	b.Chdir(b.TempDir())
	writeBlacklist(b, "in", rows)
	b.Run(fmt.Sprintf("n=%d/in=go", rows), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if table, err := plainLoad("in"); err != nil || len(table) != rows {
				b.Fatalf("%d rows, %v", len(table), err)
			}
			runtime.GC()
		}
	})
	for _, bb := range []struct{ name, add string }{
		{"table", `Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);`},
		{"predicate", `Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t,
			$pred(typ: Input::Event, left: Idx, right: Val) = { return right$timestamp > double_to_time(5.0); }]);`},
		{"set", `Input::add_table([$source="in", $name="t", $idx=Idx, $destination=s]);`},
		{"event", `Input::add_event([$source="in", $name="t", $fields=All, $ev=line]);`},
	} {
		b.Run(fmt.Sprintf("n=%d/in=%s", rows, bb.name), func(b *testing.B) { runRows(b, rows, bb.add) })
	}
}

// runRows runs a script that adds a stream and must come to see this number of rows.
func runRows(b *testing.B, rows int, add string) {
	writeFile(b, "test.bro", load+benchTypes+"event bro_init() { "+add+" }\n")
	b.ReportAllocs()
	for b.Loop() {
		var out strings.Builder
		if _, err := bro.Run(context.Background(), &bro.Config{Scripts: []string{"test.bro"}, Bare: true, Stdout: &out}); err != nil {
			b.Fatal(err)
		}
		if got := strings.TrimSpace(out.String()); got != strconv.Itoa(rows) {
			b.Fatalf("%s rows", got)
		}
		runtime.GC()
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

type made struct {
	i int64
	t float64
	a netip.Addr
}

// BenchmarkMadeUp hands n rows of the benchmark reader to an event. Go's side
// makes rows of the same types up and hands them from one goroutine to another
// in batches, as a reader must.
func BenchmarkMadeUp(b *testing.B) {
	const rows = 300_000
	b.Chdir(b.TempDir())
	b.Run(fmt.Sprintf("n=%d/in=go", rows), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			batches := make(chan []made, 4)
			go func() {
				defer close(batches)
				rng := rand.New(rand.NewPCG(1, 2))
				for range rows / 1000 {
					batch := make([]made, 1000)
					for i := range batch {
						var a [4]byte
						binary.BigEndian.PutUint32(a[:], rng.Uint32())
						batch[i] = made{rng.Int64(), rng.Float64(), netip.AddrFrom4(a)}
					}
					batches <- batch
				}
			}()
			n := 0
			handler := func(m *made) { n++ }
			for batch := range batches {
				for i := range batch {
					m := batch[i]
					handler(&m)
				}
			}
			if n != rows {
				b.Fatalf("%d rows", n)
			}
		}
	})
	b.Run(fmt.Sprintf("n=%d/in=event", rows), func(b *testing.B) {
		runRows(b, rows, fmt.Sprintf(`Input::add_event([$source="%d", $name="t", $reader=Input::READER_BENCHMARK, $fields=Made, $ev=made]);`, rows))
	})
}
