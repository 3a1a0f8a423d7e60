package input_test

import (
	"bufio"
	"context"
	"fmt"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

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

// plainLoad does in plain Go what the framework does.
func plainLoad(t testing.TB, name string) map[netip.Addr]*entry {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table := map[netip.Addr]*entry{}
	s := bufio.NewScanner(f)
	s.Scan() // header
	for s.Scan() {
		cells := strings.Split(s.Text(), "\t")
		a, err := netip.ParseAddr(cells[0])
		if err != nil {
			t.Fatal(err)
		}
		ts, err := strconv.ParseFloat(cells[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		table[a] = &entry{ts, cells[2]}
	}
	return table
}

const benchTypes = `
type Idx: record { ip: addr; };
type Val: record { timestamp: time; reason: string; };
type All: record { ip: addr; timestamp: time; reason: string; };
global t: table[addr] of Val;
global s: set[addr];
global n = 0;
event line(d: Input::EventDescription, tpe: Input::Event, ip: addr, timestamp: time, reason: string) { ++n; }
event bro_done() { print |t| + |s| + n; }
`

// BenchmarkASCII reads rows into a table, a set, and events. The metric ratio is to plainLoad, measured
// in the same run.
func BenchmarkASCII(b *testing.B) {
	const rows = 300_000
	b.Chdir(b.TempDir())
	writeBlacklist(b, "in", rows)
	begin := time.Now()
	const plainRuns = 3
	for range plainRuns {
		if n := len(plainLoad(b, "in")); n != rows {
			b.Fatalf("%d rows", n)
		}
		runtime.GC()
	}
	plain := time.Since(begin).Seconds() / plainRuns
	for _, bb := range []struct{ name, add string }{
		{"table", `Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);`},
		{"table_pred", `Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t,
			$pred(typ: Input::Event, left: Idx, right: Val) = { return right$timestamp > double_to_time(5.0); }]);`},
		{"set", `Input::add_table([$source="in", $name="t", $idx=Idx, $destination=s]);`},
		{"event", `Input::add_event([$source="in", $name="t", $fields=All, $ev=line]);`},
	} {
		writeFile(b, "test.bro", load+benchTypes+"event bro_init() { "+bb.add+" }\n")
		b.Run("to="+bb.name, func(b *testing.B) {
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
			perRun := b.Elapsed().Seconds() / float64(b.N)
			b.ReportMetric(perRun/plain, "ratio")
			b.ReportMetric(rows/perRun, "rows/s")
		})
	}
}

// TestMemory loads a large table and compares the highest heap on the way with what the
// table keeps: reading may cost at most twice as much again.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a table of a million rows")
	}
	const rows = 1_000_000
	t.Chdir(t.TempDir())
	writeBlacklist(t, "in", rows)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	runtime.GC()
	before := heap()
	peak, kept := before, uint64(0)
	stop := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				peak = max(peak, heap())
			}
		}
	}()
	// What the table alone keeps is measured while bro_done runs, when
	// readers and tracking are gone.
	writeFile(t, "test.bro", load+benchTypes+`
event bro_init() {
	Input::add_table([$source="in", $name="t", $idx=Idx, $val=Val, $destination=t]);
	Input::remove("t");
}
`)
	measure := writerFunc(func(p []byte) (int, error) {
		if kept == 0 {
			runtime.GC()
			runtime.GC()
			kept = heap() - before
		}
		return len(p), nil
	})
	_, err := bro.Run(context.Background(), &bro.Config{Scripts: []string{"test.bro"}, Bare: true, Stdout: measure})
	close(stop)
	<-watched
	if err != nil {
		t.Fatal(err)
	}
	used := peak - before
	t.Logf("%d rows: the table keeps %d bytes a row, the highest heap is %.2f times that", rows, kept/rows, float64(used)/float64(kept))
	if used > 3*kept {
		t.Errorf("loading needs %d bytes, more than 3 times the %d that the table keeps", used, kept)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// BenchmarkMadeUp reads a stream of the benchmark reader into events.
func BenchmarkMadeUp(b *testing.B) {
	const rows = 300_000
	b.Chdir(b.TempDir())
	writeFile(b, "test.bro", load+benchTypes+`
type Made: record { i: int; t: time; a: addr; };
event made(d: Input::EventDescription, tpe: Input::Event, m: Made) { ++n; }
event bro_init() { Input::add_event([$source="300000", $name="t", $reader=Input::READER_BENCHMARK, $fields=Made, $ev=made]); }
`)
	for b.Loop() {
		var out strings.Builder
		if _, err := bro.Run(context.Background(), &bro.Config{Scripts: []string{"test.bro"}, Bare: true, Stdout: &out}); err != nil {
			b.Fatal(err)
		}
		if got := strings.TrimSpace(out.String()); got != strconv.Itoa(rows) {
			b.Fatalf("%s rows", got)
		}
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
