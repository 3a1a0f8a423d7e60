package builtin_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"brig/bro/builtin"
	"brig/bro/interp"
	"brig/bro/resolve"
)

// program starts a script with the builtins; its reports are dropped.
func program(tb testing.TB, script string) *interp.Interp {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), "script.bro")
	if err := os.WriteFile(file, []byte(script), 0o666); err != nil {
		tb.Fatal(err)
	}
	cfg, all := config(&builtin.Host{})
	cfg.Scripts = []string{file}
	prog, err := resolve.Load(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	in, err := interp.New(prog, all)
	if err != nil {
		tb.Fatal(err)
	}
	in.Report = func(interp.Report) {}
	in.Stdout = io.Discard
	if err := in.Start(); err != nil {
		tb.Fatal(err)
	}
	return in
}

// FuzzFromJSON reads any text as a record with fields of all kinds. What is
// taken is written and read again to the same text.
func FuzzFromJSON(f *testing.F) {
	in := program(f, `
type Part: record { x: count &optional; };
type Whole: record {
	a: count &default=1; b: string &optional; c: bool &optional; d: double &optional; e: interval &optional; t: time &optional;
	p: port &optional; h: addr &optional; n: subnet &optional; v: vector of Part; s: set[count, string]; m: table[string] of vector of int;
	part: Part &optional; k: transport_proto &optional;
};
function read(s: string): from_json_result { return from_json(s, Whole); }
function write(r: Whole): string { return to_json(r); }
`)
	f.Add(`{"a": 5, "b": "x\u00e4", "c": true, "d": 1e3, "e": "1.0 min", "t": 0, "v": [{"x": 1}, {}, null], "s": [[1, "a"]], "m": {"k": [-1]}}`)
	f.Add(`{"p": {"port": 80, "proto": "tcp"}, "h": "::1", "n": "10.0.0.0/8", "part": {"x": 18446744073709551615}, "k": "tcp"}`)
	f.Add(`{"p": "53/udp", "v": [[[[[[`)
	f.Fuzz(func(t *testing.T, text string) {
		result, err := in.Call(in.Func("read"), interp.String(text))
		if err != nil {
			t.Fatal(err)
		}
		if !result.Record().Field("valid").Bool() {
			return
		}
		first, err := in.Call(in.Func("write"), result.Record().Field("v"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := in.Call(in.Func("read"), first)
		if err != nil || !again.Record().Field("valid").Bool() {
			t.Fatalf("%s is not read again: %v %s", first, err, again)
		}
		second, err := in.Call(in.Func("write"), again.Record().Field("v"))
		if err != nil || first.Str() != second.Str() {
			t.Fatalf("written as %s, then as %s (%v)", first, second, err)
		}
	})
}

// FuzzDates reads what strftime wrote: the same second.
func FuzzDates(f *testing.F) {
	in := program(f, "")
	f.Add("%Y-%m-%d %H:%M:%S", "2009-02-13 23:31:30", int64(1234567890))
	f.Add("%d/%b/%y %I:%M:%S %p %z", "x", int64(0))
	f.Fuzz(func(t *testing.T, format, text string, sec int64) {
		_, _ = in.Call(in.Func("strptime"), interp.String(format), interp.String(text))
		_, _ = in.Call(in.Func("strftime"), interp.String(format), interp.Time(float64(sec)))
		sec %= 1 << 37 // four digits of a year
		if sec < 0 {
			sec = -sec
		}
		whole := interp.String("%Y-%m-%d %H:%M:%S")
		date, err := in.Call(in.Func("strftime"), whole, interp.Time(float64(sec)))
		if err != nil {
			t.Fatal(err)
		}
		back, err := in.Call(in.Func("strptime"), whole, date)
		if err != nil || back.Seconds() != float64(sec) {
			t.Fatalf("%d is %s, which is %v (%v)", sec, date, back.Seconds(), err)
		}
	})
}
