package interp_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A recorder notes what a Tracer is told.
type recorder struct {
	in    *interp.Interp
	lines []string
}

func (r *recorder) name(id int16) string {
	for _, f := range r.in.Funcs() {
		if f.Info().ID == id {
			return f.Name
		}
	}
	return "?"
}

func (r *recorder) Enter(fn, body int16) {
	r.lines = append(r.lines, fmt.Sprintf("> %s %d", r.name(fn), body))
}

func (r *recorder) Leave(fn, body int16) {
	r.lines = append(r.lines, fmt.Sprintf("< %s %d", r.name(fn), body))
}

func TestTracerSeesSelectedBodiesAndErrors(t *testing.T) {
	in := load(t, `
function quiet(n: count): count { return outer(n); }
function outer(n: count): count { return fails(n) + 1; }
function fails(n: count): count { local t: table[count] of count; return t[n]; }
event zeek_init() { local s = fmt("x"); quiet(3); }
event zeek_init() &priority=-1 { fmt("y"); }
`)
	r := &recorder{in: in}
	in.Tracer = r
	in.Report = func(interp.Report) {}
	in.SelectTrace(func(name string) bool { return name != "quiet" })
	in.Queue(in.Event("zeek_init"))
	if err := in.Drain(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"> zeek_init 0", "> fmt 0", "< fmt 0", "> outer 0", "> fails 0", "< fails 0", "< outer 0", "< zeek_init 0",
		"> zeek_init 1", "> fmt 0", "< fmt 0", "< zeek_init 1",
	}
	if diff := cmp.Diff(want, r.lines); diff != "" {
		t.Error(diff)
	}
}

func TestFunctionIdsRiseWithTheName(t *testing.T) {
	in := load(t, `function b() { } function a() { } event zeek_init() { }`)
	last := ""
	for i, f := range in.Funcs() {
		if f.Name < last || int(f.Info().ID) != i {
			t.Errorf("function %d is %s with id %d, after %s", i, f.Name, f.Info().ID, last)
		}
		last = f.Name
	}
	if info := in.Func("a").Info(); info.Event || info.Hook || info.Builtin || len(info.Bodies) != 1 {
		t.Errorf("Info() of a function: %+v", info)
	}
}

func TestEngineMakesRecordsAndRaisesEvents(t *testing.T) {
	in := load(t, `
type conn: record { h: addr; p: port; tags: set[string]; n: count &default=7; note: string &optional; };
global seen: event(c: conn, s: string);
global total = 0;
event seen(c: conn, s: string) { total += c$n; print c$h, c$p, |c$tags|, s, c?$note; }
function double_it(n: count): count { return n * 2; }
global ask: hook(n: count);
hook ask(n: count) { if ( n > 5 ) break; }
`)
	var out bytes.Buffer
	in.StdoutFile().Reset(&out)
	typ, err := in.RecordType("conn")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.RecordType("nothing"); err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("RecordType of an unknown type: %v", err)
	}
	h := typ.Field("h").Index
	for i := range 2 {
		r := in.NewRecord(typ)
		r.SetAt(h, interp.Addr(netip.MustParseAddr("10.0.0.1")))
		r.SetField("p", interp.Port(80, interp.TCP))
		in.Queue(in.Event("seen"), r.Value(), interp.String(fmt.Sprint("call ", i)))
	}
	if in.Event("unheard_of").HasHandlers() {
		t.Error("an unknown event has handlers")
	}
	in.Queue(in.Event("unheard_of"), interp.Count(1))
	if err := in.Drain(); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "10.0.0.1, 80/tcp, 0, call 0, F\n10.0.0.1, 80/tcp, 0, call 1, F\n"; got != want {
		t.Errorf("prints %q, want %q", got, want)
	}
	if v, ok := in.Global("total"); !ok || v.Count() != 14 {
		t.Errorf("total is %v, want 14", v)
	}
	if v, err := in.Call(in.Func("double_it"), interp.Count(21)); err != nil || v.Count() != 42 {
		t.Errorf("double_it(21) = %v, %v", v, err)
	}
	for n, want := range map[uint64]bool{1: true, 9: false} {
		if v, err := in.Call(in.Func("ask"), interp.Count(n)); err != nil || v.Bool() != want {
			t.Errorf("hook ask(%d) = %v, %v, want %v", n, v, err, want)
		}
	}
	if in.Counters.Events != 2 || in.Counters.Queued != 2 {
		t.Errorf("counters %+v", in.Counters)
	}
}

func TestCancelEndsEndlessScripts(t *testing.T) {
	for name, src := range map[string]string{
		"loop":   `event zeek_init() { while ( T ) { } }`,
		"events": `global again: event(); event again() { event again(); } event zeek_init() { event again(); }`,
		"calls":  `function f() { f(); } event zeek_init() { while ( T ) { local t: table[count] of count; for ( i in "abc" ) f(); } }`,
	} {
		t.Run(name, func(t *testing.T) {
			in := load(t, src)
			in.Report = func(interp.Report) {}
			time.AfterFunc(20*time.Millisecond, in.Cancel)
			in.Queue(in.Event("zeek_init"))
			done := make(chan error)
			go func() { done <- in.Drain() }()
			select {
			case err := <-done:
				// Too deep recursion ends by itself.
				if err != interp.ErrCanceled && name != "calls" {
					t.Errorf("Drain() = %v, want ErrCanceled", err)
				}
			case <-time.After(20 * time.Second):
				t.Fatal("still running")
			}
		})
	}
}

// FuzzTable does to a table what it does to a map and a list of keys.
func FuzzTable(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 200, 201, 1, 2, 3})
	f.Add(bytes.Repeat([]byte{7, 130, 9, 140}, 100))
	in := load(f, `type One: table[count] of count; type Many: table[string, count] of count;`)
	single, many := in.Type("One"), in.Type("Many")
	f.Fuzz(func(t *testing.T, ops []byte) {
		one, two := interp.NewTable(single), interp.NewTable(many)
		model := map[uint64]uint64{}
		var order []uint64
		for i, op := range ops {
			k := uint64(op&0x7f) * 977
			key := []interp.Value{interp.String(fmt.Sprint(k)), interp.Count(k)}
			if op < 0x80 {
				if _, ok := model[k]; !ok {
					order = append(order, k)
				}
				model[k] = uint64(i)
				one.Put(key[1:], interp.Count(uint64(i)))
				two.Put(key, interp.Count(uint64(i)))
				continue
			}
			_, had := model[k]
			delete(model, k)
			for j, o := range order {
				if o == k {
					order = append(order[:j:j], order[j+1:]...)
					break
				}
			}
			if got := one.Delete(key[1]); got != had {
				t.Fatalf("Delete(%d) = %v, want %v", k, got, had)
			}
			two.Delete(key...)
		}
		for _, tab := range []*interp.Table{one, two} {
			var keys []uint64
			for i := range tab.Cap() {
				if tab.Live(i) {
					k := tab.Keys(i)
					keys = append(keys, k[len(k)-1].Count())
					if v, ok := tab.Lookup(k...); !ok || v.Count() != model[k[len(k)-1].Count()] {
						t.Fatalf("Lookup(%v) = %v, %v", k, v, ok)
					}
				}
			}
			if tab.Len() != len(model) || !slices.Equal(keys, order) {
				t.Fatalf("keys %v, want %v", keys, order)
			}
		}
	})
}

// TestExpect checks that making room early changes nothing that can be seen, however wrong the
// estimate is.
func TestExpect(t *testing.T) {
	for _, total := range []int{0, 100, 1 << 14, 50_000, 70_000, 1_000_000} {
		set := interp.NewTable(resolve.NewSet(resolve.CountType))
		for i := range uint64(60_000) {
			if i%500 == 0 {
				set.Expect(500, total)
			}
			set.Add(interp.Count(i))
			if i%3 == 0 {
				set.Delete(interp.Count(i / 2))
			}
		}
		n := 0
		for i := range set.Cap() {
			if set.Live(i) {
				n++
			}
		}
		if n != set.Len() || !set.Has(interp.Count(59_999)) || set.Has(interp.Count(59_997/2)) || set.Has(interp.Count(60_000)) {
			t.Errorf("total %d: %d entries are live, Len is %d", total, n, set.Len())
		}
	}
}

// TestQueueIsBounded raises more events than may wait.
func TestQueueIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("fills the queue")
	}
	in := load(t, "global n = 0;\nevent more() { ++n; }\n")
	var reports []string
	in.Report = func(r interp.Report) { reports = append(reports, r.Msg) }
	ev := in.Event("more")
	for range interp.MaxQueued + 3 {
		in.Queue(ev)
	}
	if err := in.Drain(); err != nil {
		t.Fatal(err)
	}
	in.Queue(ev)
	if err := in.Drain(); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 1 || !strings.Contains(reports[0], "events are waiting; more and others") {
		t.Errorf("reports are %q, want one of dropped events", reports)
	}
	if v, _ := in.Global("n"); v.Count() != interp.MaxQueued+1 {
		t.Errorf("%d events were dispatched, want %d", v.Count(), interp.MaxQueued+1)
	}
}
