package decoder

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"brig/trace"
)

// hostile traces have too much of one thing each.
var hostile = []struct {
	name  string
	write func(add func(trace.Entry), flush func())
	err   string // in the error, if there is to be one
}{
	{"packets and stacks that are all distinct", func(add func(trace.Entry), flush func()) {
		rng := rand.New(rand.NewPCG(1, 1))
		var stack []trace.ID
		for i := range int64(6_000_000) {
			e := trace.Entry{Options: trace.Call | trace.Clocks, Real: i, Virtual: i}
			if i%24 == 0 {
				e.Options, e.Time = e.Options|trace.Timestamp, i
			}
			if len(stack) > 9 || len(stack) > 0 && (rng.IntN(2) == 0) {
				e.Options, e.ID = trace.Return|trace.Clocks, stack[len(stack)-1]
				stack = stack[:len(stack)-1]
			} else {
				e.ID = trace.ID(rng.IntN(2000))
				stack = append(stack, e.ID)
			}
			add(e)
		}
	}, ""},
	{"stacks as deep as they may be", func(add func(trace.Entry), flush func()) {
		for round := range 4 {
			for i := range 60_000 {
				add(trace.Entry{Options: trace.Call | trace.Clocks, ID: trace.ID(round + i%7), Real: int64(i)})
			}
			for i := 59_999; i >= 0; i-- {
				add(trace.Entry{Options: trace.Return | trace.Clocks, ID: trace.ID(round + i%7), Real: 1e6})
			}
		}
	}, ""},
	{"stacks without an end", func(add func(trace.Entry), flush func()) {
		for i := range 2_000_000 {
			add(trace.Entry{Options: trace.Call | trace.Clocks, ID: trace.ID(i % 1000)})
		}
	}, "deeper than"},
	{"packets of two million entries", longPackets(2_000_000, 1009), ""},
	{"packets of half a million entries, all distinct", longPackets(500_000, 50021), ""},
	{"identifiers without an end", func(add func(trace.Entry), flush func()) {
		for i := range 3_000_000 {
			add(trace.Entry{Options: trace.Call | trace.Clocks, ID: trace.ID(i)})
			add(trace.Entry{Options: trace.Return | trace.Clocks, ID: trace.ID(i)})
		}
	}, "functions and components"},
	{"pairs of caller and callee without an end", func(add func(trace.Entry), flush func()) {
		rng := rand.New(rand.NewPCG(2, 2))
		for range 1_000_000 {
			one, two := trace.ID(rng.IntN(8000)), trace.ID(rng.IntN(8000))
			add(trace.Entry{Options: trace.Call, ID: one})
			add(trace.Entry{Options: trace.Call, ID: two})
			add(trace.Entry{Options: trace.Return, ID: two})
			add(trace.Entry{Options: trace.Return, ID: one})
		}
	}, ""},
	{"blocks as large as they may be", func(add func(trace.Entry), flush func()) {
		for i := range 15_000_000 {
			add(trace.Entry{Options: trace.ComponentEvent, ID: trace.ID(i % 100)})
			if i%1_500_000 == 1_499_999 {
				flush()
			}
		}
	}, ""},
	{"blocks larger than that", func(add func(trace.Entry), flush func()) {
		for i := range 4_000_000 {
			add(trace.Entry{Options: trace.ComponentEvent, ID: trace.ID(i % 100)})
		}
		flush()
	}, "there is memory for"},
}

// longPackets writes ten million entries of so many components, a packet of
// length entries after the other.
func longPackets(length, components int) func(add func(trace.Entry), flush func()) {
	return func(add func(trace.Entry), flush func()) {
		for i := range 10_000_000 {
			e := trace.Entry{Options: trace.ComponentEvent, ID: trace.ID(i * i % components)}
			if i%length == 0 {
				e.Options, e.Time = e.Options|trace.Timestamp, int64(i)
			}
			add(e)
		}
	}
}

// writeHostile writes a trace in blocks of a hundred thousand entries, or
// where flush is called.
func writeHostile(w io.Writer, write func(add func(trace.Entry), flush func()), large bool) error {
	var list []trace.Entry
	var first error
	flush := func() {
		if err := trace.WriteBlock(w, trace.LittleEndian, true, list); err != nil && first == nil {
			first = err
		}
		list = list[:0]
	}
	write(func(e trace.Entry) {
		list = append(list, e)
		if !large && len(list) == 20_000 {
			flush()
		}
	}, flush)
	flush()
	return first
}

// What a map takes is taken off the memory.
func TestMapMemory(t *testing.T) {
	m := new(trace.Map)
	before, err := newLimits(0, m)
	if err != nil {
		t.Fatal(err)
	}
	for range 100_000 {
		m.Functions = append(m.Functions, trace.Function{Name: "Module::function", Range: trace.Range{File: "base/file.bro"}})
	}
	after, err := newLimits(0, m)
	if err != nil || after.chainsBytes >= before.chainsBytes*9/10 {
		t.Errorf("%d bytes of chains beside a large map, %d without (%v)", after.chainsBytes, before.chainsBytes, err)
	}
	if _, err := Decode(context.Background(), strings.NewReader(""), m, 64<<20, nil); err == nil || !strings.Contains(err.Error(), "the map takes") {
		t.Errorf("decoding with little memory beside a large map: %v", err)
	}
}

// Whatever the trace, the decoder, its documents and the forms of the profile
// stay within the memory they were given.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes millions of entries")
	}
	for _, test := range hostile {
		t.Run(strings.ReplaceAll(test.name, " ", "_"), func(t *testing.T) {
			if os.Getenv("TESTMEMORY") == "" {
				again(t)
				return
			}
			// Traces are written to a file, so that they do not count.
			data := hostileFile(t, test.write, strings.HasPrefix(test.name, "blocks"))
			const memory = 96 << 20
			debug.FreeOSMemory()
			before := held()
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(before + CollectorLimit(memory)))
			stop := make(chan struct{})
			peak := make(chan int64)
			go func() {
				var most int64
				for {
					select {
					case <-stop:
						peak <- most
						return
					case <-time.After(time.Millisecond):
						most = max(most, held())
					}
				}
			}()
			p, err := DecodeForFiles(context.Background(), data, &trace.Map{}, memory, nil)
			if p != nil {
				if err := p.WriteFiles(context.Background(), t.TempDir(), []byte("{}"), "", ""); err != nil {
					t.Error(err)
				}
				p.CallChains()
				p.PacketChains()
				p.ScriptTimings()
				b := p.Breakdown()
				for _, err := range []error{b.WritePprof(io.Discard), b.WriteFolded(io.Discard), b.WriteDOT(io.Discard, 0), b.WriteCSV(io.Discard)} {
					if err != nil {
						t.Error(err)
					}
				}
			}
			close(stop)
			most := <-peak - before
			t.Logf("%d MB at most, %v", most>>20, err)
			if most > memory {
				t.Errorf("%d MB at most, want %d", most>>20, memory>>20)
			}
			var where *trace.Error
			switch {
			case test.err == "" && err != nil:
				t.Error(err)
			case test.err != "" && (!errors.As(err, &where) || !strings.Contains(err.Error(), test.err)):
				t.Errorf("error %v, want %q", err, test.err)
			}
			runtime.KeepAlive(p)
		})
	}
}

// again runs the test in a process of its own, where nothing is left of other
// tests.
func again(t *testing.T) {
	t.Helper()
	// More threads that want a processor than there are: the collector, which is
	// one of them, comes late.
	procs := strconv.Itoa(4 * runtime.NumCPU())
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$")
	cmd.Env = append(os.Environ(), "TESTMEMORY=1", "GOMAXPROCS="+procs)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "at most") {
		t.Errorf("%v\n%s", err, out)
	}
}

func hostileFile(t *testing.T, write func(add func(trace.Entry), flush func()), large bool) io.Reader {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "trace"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if err := writeHostile(f, write, large); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	return f
}
