package zeekprofile

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/decoder"
	"brig/result"
)

var update = flag.Bool("update", false, "write the expected files anew")

// golden compares with testdata/NAME.want.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name+".want")
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// show writes a document with a line for each element of its lists.
func show(w *bytes.Buffer, title string, doc any) {
	text, _ := json.Marshal(doc)
	s := strings.NewReplacer(`},{`, "},\n  {", `:[{`, ":[\n  {").Replace(string(text))
	fmt.Fprintf(w, "== %s\n%s\n", title, s)
}

func TestScripts(t *testing.T) {
	for _, name := range []string{"stacks.tsv", "plain.tsv"} {
		text := read(t, name)
		if kind := Detect(text); kind != ScriptProfile {
			t.Errorf("%s is %q", name, kind)
		}
		p, err := ReadScripts(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var out bytes.Buffer
		show(&out, "counts", p.Counts())
		show(&out, "script timings", p.ScriptTimings())
		show(&out, "mapping", p.Mapping())
		show(&out, "call chains", p.CallChains())
		show(&out, "event paths", p.EventPaths())
		b := p.Breakdown()
		for _, form := range []struct {
			name  string
			write func(*decoder.Breakdown) error
		}{
			{"csv", func(b *decoder.Breakdown) error { return b.WriteCSV(&out) }},
			{"folded", func(b *decoder.Breakdown) error { return b.WriteFolded(&out) }},
			{"dot", func(b *decoder.Breakdown) error { return b.WriteDOT(&out) }},
		} {
			fmt.Fprintf(&out, "== %s\n", form.name)
			if err := form.write(b); err != nil {
				fmt.Fprintf(&out, "error: %v\n", err)
			}
		}
		golden(t, name, out.String())
	}
}

// What the header says of the columns may differ, and what a script printed
// may stand before it.
func TestScriptVariants(t *testing.T) {
	plain := string(read(t, "plain.tsv"))
	want, err := ReadScripts(strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"without the tab at the end":    strings.ReplaceAll(plain, "\t\n", "\n"),
		"behind other output":           "hello\n#fields\tnothing\n" + plain,
		"before other output":           plain + "bye\n",
		"with carriage returns":         strings.ReplaceAll(plain, "\n", "\r\n"),
		"with columns in another order": swapped(plain, 1, 5),
		"with one more column":          strings.ReplaceAll(strings.ReplaceAll(plain, "child_Mem\n", "child_Mem\tnew\n"), "\t\n", "\t17\n"),
	} {
		p, err := ReadScripts(strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want.ScriptTimings(), p.ScriptTimings()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// swapped exchanges two columns of a table.
func swapped(text string, i, j int) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		fields := strings.Split(line, "\t")
		if !strings.HasPrefix(line, "#") {
			fields = append([]string{""}, fields...)
		}
		fields[i+1], fields[j+1] = fields[j+1], fields[i+1]
		if fields[0] == "" {
			fields = fields[1:]
		}
		out.WriteString(strings.Join(fields, "\t"))
	}
	return out.String()
}

// A function that never returned has no stacks.
func TestNoStacks(t *testing.T) {
	text := string(read(t, "stacks.tsv"))
	for _, empty := range []string{"", "-"} {
		row := "exiting\t./site/local.zeek:60\tfunction\t0\t0.000000\t0.000000\t0\t0\t\t" + strings.Join([]string{empty, empty, empty, empty}, "\t") + "\n"
		p, err := ReadScripts(strings.NewReader(strings.Replace(text, "Log::policy", row+"Log::policy", 1)))
		if err != nil {
			t.Error(err)
			continue
		}
		if last := p.rows[7]; last.function != "exiting" || len(p.rows) != 9 || len(p.stacks) != 10 {
			t.Errorf("%d rows, %d stacks, %+v", len(p.rows), len(p.stacks), last)
		}
	}
	_, err := ReadScripts(strings.NewReader(strings.Replace(text, "Log::policy\t4\t", "\t4\t", 1)))
	if err == nil || !strings.Contains(err.Error(), "column stacks: it is empty, for 4 calls") {
		t.Errorf("error %v", err)
	}
}

func TestBadScripts(t *testing.T) {
	good := string(read(t, "stacks.tsv"))
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	cut := good[:strings.Index(good, "all-BiFs")]
	for _, test := range []struct {
		name, text, want string
		line             int
		partial          bool
	}{
		{"empty", "", `there is no line "#fields" with the columns function`, 1, false},
		{"something else", "a\nb\n", `there is no line "#fields" with the columns function`, 2, false},
		{"no child_CPU", change("\tchild_CPU", ""), "the column child_CPU is missing", 1, false},
		{"no stack_CPU", change("\tstack_CPU", ""), "the column stack_CPU is missing", 1, false},
		{"cut at a row", cut, `ends without the row "non-scripts"`, 11, true},
		{"cut in a row", cut[:strings.Index(cut, "Log::policy")+30], "2 columns, want 11", 10, true},
		{"not a count", change("\t15\t", "\tmany\t"), `column ncall: "many" is no number from 0`, 7, true},
		{"negative", change("\t15\t", "\t-15\t"), `column ncall: "-15"`, 7, true},
		{"huge", change("\t15\t", "\t99999999999999999999\t"), `column ncall: "9999`, 7, true},
		{"not a time", change("0.005000", "NaN"), `column tot_CPU: "NaN" is no number of seconds`, 4, true},
		{"an endless time", change("0.005000", "1e300"), `column tot_CPU: "1e300"`, 4, true},
		{"another type", change("\thook\t", "\thok\t"), `column type: "hok", want one of function, event, hook, BiF`, 10, true},
		{"no name", change("\nfmt\t", "\n\t"), "column function: it is empty", 7, true},
		{"no line", change("local.zeek:4\t", "local.zeek\t"), `column location: "./site/local.zeek", want FILE:LINE`, 5, true},
		{"fewer counts", change("10|5", "10"), "stacks, stack_calls and stack_CPU differ in how many", 7, true},
		{"count of a stack", change("10|5", "10|x"), `column stack_calls: "x"`, 7, true},
		{"time of a stack", change("0.000500|0.000100", "0.000500|"), `column stack_CPU: ""`, 7, true},
		{"root first", change("fmt;zeek_done", "zeek_done;fmt"), `"zeek_done;fmt" does not begin with the function "fmt"`, 7, true},
	} {
		p, err := ReadScripts(strings.NewReader(test.text))
		var at *Error
		if !errors.As(err, &at) || !strings.Contains(err.Error(), test.want) || at.Line != test.line {
			t.Errorf("%s: error %v, want line %d: %s", test.name, err, test.line, test.want)
		}
		if (p != nil) != test.partial {
			t.Errorf("%s: a profile: %v, want %v", test.name, p != nil, test.partial)
		}
	}
}

func TestSamples(t *testing.T) {
	for name, kind := range map[string]Kind{
		"prof.log": ProfLog, "stats.log": StatsLog, "stats.json.log": StatsLog, "packets.prof": PacketProfile,
	} {
		text := read(t, name)
		if got := Detect(text); got != kind {
			t.Errorf("%s is %q", name, got)
		}
		s, err := ReadSamples(kind, bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var out bytes.Buffer
		show(&out, name, s)
		golden(t, name, strings.ReplaceAll(out.String(), `],"`, "],\n\""))
	}
}

func TestBadSamples(t *testing.T) {
	prof, stats, packets := string(read(t, "prof.log")), string(read(t, "stats.log")), string(read(t, "packets.prof"))
	json := string(read(t, "stats.json.log"))
	for _, test := range []struct {
		name string
		kind Kind
		text string
		want string
		line int
		rows int // that were read before
	}{
		{"empty", ProfLog, "", "there is nothing in it", 1, 0},
		{"rules only", ProfLog, "1.000000 ------------------------\n", "there is nothing in it", 1, 0},
		{"memory", ProfLog, strings.Replace(prof, "total=104500K", "total=-1K", 1), `"-1" is no number`, 18, 1},
		{"time", ProfLog, strings.Replace(prof, "1767606015.000000 Memory", "x Memory", 1), `"x" is no number of seconds`, 18, 1},
		{"run-time", ProfLog, strings.Replace(prof, "user=0.6", "user=?", 1), `"?" is no number of seconds`, 19, 1},
		{"no run-time", ProfLog, strings.Replace(prof, " user=0.6", "", 1), "the block that begins on line 18 has no run-time", 33, 1},
		{"cut off", ProfLog, prof[:strings.LastIndex(prof, "Threads:")], "the block that begins on line 33: it lacks a value", 44, 2},
		{"no such column", StatsLog, strings.Replace(stats, "\tevents_proc", "\tevents", 1), "the column events_proc is missing", 7, 0},
		{"no header", StatsLog, stats[strings.Index(stats, "#types"):], "want a line #fields before the first row", 2, 0},
		{"too few columns", StatsLog, strings.Replace(stats, "\t25000\t", "\t", 1), "26 columns, want 27", 10, 1},
		{"no packets", StatsLog, strings.Replace(stats, "\t25000\t", "\t-\t", 1), "it lacks a value that rows before it have", 10, 1},
		{"packets", StatsLog, strings.Replace(stats, "\t25000\t", "\t2.5\t", 1), `column pkts_proc: "2.5"`, 10, 1},
		{"memory", StatsLog, strings.Replace(stats, "\t120\t", "\t9999999999999\t", 1), `column mem: "9999999999999"`, 10, 1},
		{"time", StatsLog, strings.Replace(stats, "1767606300", "0x17f", 1), `column ts: "0x17f`, 10, 1},
		{"no time", StatsLog, strings.Replace(stats, "1767606000.000000", "-", 1), "column ts: it is not set", 9, 0},
		{"two peers", StatsLog, strings.Replace(stats, "250000\tzeek", "250000\tworker-1", 1), `the statistics are of "zeek" and of "worker-1"`, 10, 1},
		{"not JSON", StatsLog, json + "{\"ts\":", "not JSON", 3, 2},
		{"a key", StatsLog, strings.Replace(json, `"mem":120,`, "", 1), "the key mem is missing", 2, 1},
		{"a list", StatsLog, strings.Replace(json, `"mem":120,`, `"mem":[1],`, 1), `column mem: "[1]" is no number`, 2, 1},
		{"too few", PacketProfile, strings.Replace(packets, " 0.009", "", 1), "7 columns, want 8: time dt", 3, 1},
		{"a time", PacketProfile, strings.Replace(packets, " 0.009", " slow", 1), `column dRtime: "slow"`, 3, 1},
		{"a count", PacketProfile, strings.Replace(packets, " 900", " -900", 1), `column npkts: "-900"`, 3, 1},
		{"no rows", PacketProfile, packetHeader + "\n", "there is nothing in it", 1, 0},
		{"no series", ScriptProfile, "", "is no time series", 0, 0},
	} {
		s, err := ReadSamples(test.kind, strings.NewReader(test.text))
		var at *Error
		if err == nil || !strings.Contains(err.Error(), test.want) || errors.As(err, &at) && at.Line != test.line {
			t.Errorf("%s, %s: error %v, want line %d: %s", test.kind, test.name, err, test.line, test.want)
		}
		rows := 0
		if s != nil {
			rows = len(s.At)
		}
		if rows != test.rows {
			t.Errorf("%s, %s: %d rows, want %d", test.kind, test.name, rows, test.rows)
		}
	}
}

func TestLongLine(t *testing.T) {
	_, err := ReadScripts(strings.NewReader(header + strings.Repeat("x", maxLine)))
	if err == nil || err.Error() != fmt.Sprintf("line 1: it is longer than %d bytes", maxLine) {
		t.Errorf("error %v", err)
	}
}

func TestDetect(t *testing.T) {
	for _, text := range []string{"", "\x00", "{}", `{"ts":1}`, "#fields\tts\tuid\n", "brigtrc2", "trace little\n", "1.000000 hello\n", packetHeader[5:]} {
		if kind := Detect([]byte(text)); kind != "" {
			t.Errorf("%q is %s", text, kind)
		}
	}
}

// checkColumns fails unless all columns have as many values as there are rows.
func checkColumns(t *testing.T, s *result.Samples) {
	t.Helper()
	for i, c := range [][]int64{s.Network, s.User, s.System, s.RSS, s.Threads, s.Packets, s.PacketBytes, s.Events, s.Connections} {
		if c != nil && len(c) != len(s.At) {
			t.Fatalf("column %d has %d values for %d rows", i, len(c), len(s.At))
		}
	}
}

func FuzzScripts(f *testing.F) {
	for _, name := range []string{"stacks.tsv", "plain.tsv"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ReadScripts(bytes.NewReader(text))
		if p == nil {
			if err == nil {
				t.Fatal("neither profile nor error")
			}
			return
		}
		var out bytes.Buffer
		p.Counts()
		p.ScriptTimings()
		p.Mapping()
		b := p.Breakdown()
		b.WriteCSV(&out)
		if p.HasStacks {
			if err := b.WriteFolded(&out); err != nil {
				t.Fatal(err)
			}
			if err := b.WriteDOT(&out); err != nil {
				t.Fatal(err)
			}
			if err := b.WritePprof(&out); err != nil {
				t.Fatal(err)
			}
			var calls int64
			for _, s := range p.stacks {
				calls += s.calls
			}
			if c := p.CallChains(); c.Set.Total != calls {
				t.Fatalf("chains were called %d times, stacks %d", c.Set.Total, calls)
			}
			p.EventPaths()
		}
	})
}

func FuzzSamples(f *testing.F) {
	for _, name := range []string{"prof.log", "stats.log", "stats.json.log", "packets.prof"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, kind := range []Kind{Detect(text), ProfLog, StatsLog, PacketProfile} {
			s, err := ReadSamples(kind, bytes.NewReader(text))
			if s == nil && err == nil {
				t.Fatal("neither samples nor error")
			}
			if s != nil {
				checkColumns(t, s)
			}
		}
	})
}
