package tracer

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/trace"
)

// read returns all entries of a trace file.
func read(t *testing.T, name string) []trace.Entry {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []trace.Entry
	var b trace.Block
	var e trace.Entry
	for r := trace.NewReader(bytes.NewReader(data), trace.LittleEndian); r.Next(&b) == nil; {
		if err := b.Expand(); err != nil {
			t.Fatal(err)
		}
		c := b.Cursor()
		for c.Next(&e) {
			out = append(out, e)
		}
		if err := c.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// traceSome makes entries of every kind.
func traceSome(t *testing.T, tr *Tracer, name string) {
	t.Helper()
	tr.Enter(1, 0) // no file yet
	if err := tr.SetFile(name); err != nil {
		t.Fatal(err)
	}
	tr.EnterComponent(3) // off
	tr.Enter(1, 0)
	tr.Leave(1, 0)
	tr.Components(true)
	tr.PacketTimestamps(true)
	tr.Packet(5_000_000)
	tr.Packet(7_000_000)
	tr.EnterComponent(3)
	tr.LeaveComponent(3)
	tr.Enter(2, 1)
	tr.Leave(2, 1)
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	tr.Enter(9, 9) // closed
}

func TestVersion1(t *testing.T) {
	name := filepath.Join(t.TempDir(), "trace.out")
	var tr Tracer
	tr.LZF(false)
	traceSome(t, &tr, name)
	want := []trace.Entry{
		{Options: trace.Call, ID: 1},
		{Options: trace.Return, ID: 1},
		{Options: trace.ComponentEvent | trace.Timestamp, ID: 3, Time: 7000},
		{Options: trace.Call, ID: trace.MakeID(2, 1)},
		{Options: trace.Return | trace.Timestamp, ID: trace.MakeID(2, 1), Time: 7000},
	}
	if diff := cmp.Diff(want, read(t, name)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

func TestVersion2(t *testing.T) {
	name := filepath.Join(t.TempDir(), "trace.out")
	tr := Tracer{Names: func() ([]Function, []Component) {
		return []Function{{ID: 1, Name: "fmt", Builtin: true}}, []Component{{ID: 3, Name: "TCP"}}
	}}
	traceSome(t, &tr, name)
	want := []trace.Entry{
		{Options: trace.Call, ID: 1},
		{Options: trace.Return, ID: 1},
		{Options: trace.ComponentEvent | trace.Timestamp, ID: 3, Time: 7_000_000},
		{Options: trace.ComponentLeft, ID: 3},
		{Options: trace.Call, ID: trace.MakeID(2, 1)},
		{Options: trace.Return, ID: trace.MakeID(2, 1)},
	}
	if diff := cmp.Diff(want, read(t, name)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := trace.NewReader(bytes.NewReader(data), trace.LittleEndian).Map()
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Functions) != 1 || m.Functions[0].Name != "fmt" || len(m.Components) != 1 || m.Components[0].Name != "TCP" {
		t.Errorf("the map is %+v", m)
	}
}

// Scripts may ask for LZF when they are traced already, but not after a packet.
func TestLZFComesBeforePackets(t *testing.T) {
	name := filepath.Join(t.TempDir(), "trace.out")
	var tr Tracer
	for _, late := range []bool{false, true} {
		if err := tr.SetFile(name); err != nil {
			t.Fatal(err)
		}
		tr.old = false
		tr.Enter(1, 0)
		if late {
			tr.Packet(1)
		}
		tr.LZF(true)
		tr.Enter(1, 0)
		if err := tr.Close(); (err != nil) != late {
			t.Errorf("LZF after a packet: %v, error %v", late, err)
		}
		if got := len(read(t, name)); got == 0 {
			t.Errorf("LZF after a packet: %v: the trace has no entries", late)
		}
	}
}

func TestClocksAdvance(t *testing.T) {
	for _, old := range []bool{false, true} {
		var tr Tracer
		if old {
			tr.LZF(true)
		}
		clocksAdvance(t, &tr)
	}
}

func clocksAdvance(t *testing.T, tr *Tracer) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "trace.out")
	tr.PapiTime(true)
	begin := time.Now()
	if err := tr.SetFile(name); err != nil {
		t.Fatal(err)
	}
	const n = 200_000
	for range n {
		tr.Enter(1, 0)
		tr.Leave(1, 0)
	}
	elapsed := time.Since(begin)
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	list := read(t, name)
	if len(list) != 2*n {
		t.Fatalf("got %d entries, want %d", len(list), 2*n)
	}
	for i := 1; i < len(list); i++ {
		if list[i].Real < list[i-1].Real || list[i].Virtual < list[i-1].Virtual {
			t.Fatalf("entry %d: a clock ran backwards: %+v after %+v", i, list[i], list[i-1])
		}
	}
	last := list[len(list)-1]
	if last.Real == 0 || last.Virtual == 0 {
		t.Errorf("a clock stands still: %+v", last)
	}
	unit := time.Nanosecond
	if tr.old {
		unit = time.Microsecond
	}
	if got := time.Duration(last.Real) * unit; got > elapsed || got < elapsed/2 {
		t.Errorf("the last entry is at %v, the trace took %v", got, elapsed)
	}
}

func TestDumpMapping(t *testing.T) {
	name := filepath.Join(t.TempDir(), "trace.map")
	functions := []Function{
		{ID: 1, Name: "new_connection", File: "base/a.bro", FirstLine: 3, LastLine: 5, Event: true},
		{ID: 1, Body: 1, Name: "new_connection", File: "base/b.bro", FirstLine: 7, LastLine: 9, Event: true},
		{ID: 1, Body: 2, Name: "new_connection", File: "base/b.bro", FirstLine: 7, LastLine: 9, Event: true},
		{ID: 2, Name: "fmt", Builtin: true},
	}
	tr := Tracer{Names: func() ([]Function, []Component) { return functions, []Component{{ID: 4, Name: "TCP"}} }}
	if err := tr.DumpMapping(name); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := trace.ParseMap(text)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range m.Functions {
		names = append(names, f.ID.String()+" "+f.Name)
	}
	want := []string{
		"1.0 new_connection (base/a.bro:3)", "1.1 new_connection (base/b.bro:7)",
		"1.2 new_connection (base/b.bro:7).2", "2.0 fmt",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("functions (-want +got):\n%s", diff)
	}
	if len(m.Components) != 1 || m.Components[0].Name != "TCP" {
		t.Errorf("components = %v", m.Components)
	}

	functions = []Function{{ID: 40_000, Name: "many"}}
	err = tr.DumpMapping(name)
	if err == nil || !strings.Contains(err.Error(), "40000.0 is out of the range") {
		t.Errorf("DumpMapping with an identifier of 40000: %v", err)
	}
	if cerr := tr.Close(); !errors.Is(cerr, err) {
		t.Errorf("Close = %v, want the error of DumpMapping", cerr)
	}
}

func TestErrorsComeAtClose(t *testing.T) {
	var tr Tracer
	if err := tr.SetFile(filepath.Join(t.TempDir(), "missing", "trace.out")); err == nil {
		t.Error("SetFile in a folder that does not exist: no error")
	}
	tr.Enter(1, 0)
	if err := tr.Close(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Close = %v, want %v", err, os.ErrNotExist)
	}
	if err := tr.Close(); err != nil {
		t.Errorf("second Close = %v, want nil", err)
	}

	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("the system has no /dev/full")
	}
	if err := tr.SetFile("/dev/full"); err != nil {
		t.Fatal(err)
	}
	for range 100_000 {
		tr.Enter(1, 0)
	}
	if err := tr.Close(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Close = %v, want %v", err, syscall.ENOSPC)
	}
}

func TestEnterDoesNotAllocate(t *testing.T) {
	for _, old := range []bool{false, true} {
		var tr Tracer
		tr.PapiTime(true)
		if old {
			tr.LZF(true)
		}
		if err := tr.SetFile(os.DevNull); err != nil {
			t.Fatal(err)
		}
		for range 500_000 { // until the buffers are there
			tr.Enter(1, 0)
		}
		if n := testing.AllocsPerRun(20_000, func() { tr.Enter(1, 0) }); n != 0 {
			t.Errorf("Enter allocates %v times, old %v", n, old)
		}
		tr.Close()
	}
}

// A trace with clocks has its calibration, which leaves nothing else behind.
func TestCalibration(t *testing.T) {
	for _, clocks := range []bool{false, true} {
		name := filepath.Join(t.TempDir(), "trace.out")
		var tr Tracer
		if err := tr.SetFile(name); err != nil {
			t.Fatal(err)
		}
		tr.PapiTime(clocks)
		tr.PacketTimestamps(true)
		tr.Packet(5)
		tr.Enter(1, 0)
		tr.End()
		tr.Leave(1, 0)
		tr.Enter(2, 0)
		if err := tr.Close(); err != nil {
			t.Fatal(err)
		}
		var got []trace.Options
		for _, e := range read(t, name) {
			got = append(got, e.Options&^trace.Clocks)
		}
		if want := []trace.Options{trace.Call | trace.Timestamp, trace.Return | trace.Outside, trace.Call}; !slices.Equal(got, want) {
			t.Errorf("options %x, want %x", got, want)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := trace.NewReader(bytes.NewReader(data), trace.LittleEndian).Map()
		if err != nil {
			t.Fatal(err)
		}
		switch c := m.Calibration; {
		case (c != nil) != clocks:
			t.Errorf("clocks %v: calibration is %v", clocks, c)
		case c != nil && (c.Clock == "" || c.Read < 1_000 || c.Entry < c.Read || c.Entry > 10_000_000):
			t.Errorf("an entry costs %d ps, %d of them the clock %q", c.Entry, c.Read, c.Clock)
		}
	}
}

// BenchmarkEnter is a call and its return, which have an entry each, and two
// readings of the clock alone.
func BenchmarkEnter(b *testing.B) {
	for _, of := range []struct {
		name        string
		clocks, old bool
	}{{"version=2,clocks=off", false, false}, {"version=2,clocks=on", true, false}, {"version=1,clocks=on", true, true}} {
		b.Run("n=2/of="+of.name, func(b *testing.B) {
			var tr Tracer
			tr.PapiTime(of.clocks)
			if of.old {
				tr.LZF(true)
			}
			b.ReportAllocs()
			if err := tr.SetFile(os.DevNull); err != nil {
				b.Fatal(err)
			}
			defer tr.Close()
			tr.Packet(0)
			i := 0
			for b.Loop() {
				tr.Enter(i>>1&15, 0)
				tr.Leave(i>>1&15, 0)
				i++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*i), "ns/entry")
		})
	}
	b.Run("n=2/of=engine", func(b *testing.B) { // without what other goroutines do
		tr := Tracer{batch: new(batch), clocks: true}
		tr.clock.begin()
		for b.Loop() {
			tr.batch.used = 0
			tr.Enter(1, 0)
			tr.Leave(1, 0)
		}
	})
	b.Run("n=2/of=clock", func(b *testing.B) {
		var c clock
		c.begin()
		for b.Loop() {
			c.ticks()
			c.ticks()
		}
	})
}
