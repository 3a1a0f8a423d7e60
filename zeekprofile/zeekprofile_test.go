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
	"time"

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
			{"dot", func(b *decoder.Breakdown) error { return b.WriteDOT(&out, 0) }},
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

// A function that never returned, as one that ends the process, has no stacks.
func TestNoStacks(t *testing.T) {
	text := string(read(t, "stacks.tsv"))
	for _, empty := range []string{"", "-"} {
		row := "exiting\t./site/local.zeek:60\tfunction\t1\t0.000000\t0.000000\t0\t0\t\t" + strings.Join([]string{empty, empty, empty, empty}, "\t") + "\n"
		p, err := ReadScripts(strings.NewReader(strings.Replace(text, "Log::policy", row+"Log::policy", 1)))
		if err != nil {
			t.Error(err)
			continue
		}
		if last := p.rows[7]; last.function != "exiting" || len(p.rows) != 9 || len(p.stacks) != 10 {
			t.Errorf("%d rows, %d stacks, %+v", len(p.rows), len(p.stacks), last)
		}
	}
}

// Zeek gives BiFs the place its parser was at, and a body that is called again
// before it returned the time since the last call.
func TestScriptOddities(t *testing.T) {
	text := strings.Replace(string(read(t, "plain.tsv")), "0.002000\t0.000500", "0.000200\t0.000500", 1)
	p, err := ReadScripts(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Mapping().Functions {
		if f.Builtin && (f.File != "" || f.FirstLine != 0) {
			t.Errorf("%s is in %s:%d", f.Name, f.File, f.FirstLine)
		}
		if strings.Contains(f.File, "/./") {
			t.Errorf("%s is in %s", f.Name, f.File)
		}
	}
	for _, c := range p.Breakdown().Costs {
		if c.Exclusive < 0 || c.Name == "HTTP::set_state" && c.Exclusive != 0 {
			t.Errorf("%s took %d ns", c.Name, c.Exclusive)
		}
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
		if len(s) != 1 {
			t.Fatalf("%s: %d series", name, len(s))
		}
		var out bytes.Buffer
		show(&out, name, s[0].Samples)
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
		{"a separator", StatsLog, strings.Replace(stats, `\x09`, `\x`, 1), "the separator is", 1, 0},
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
		for i := range s {
			rows += len(s[i].At)
		}
		if rows != test.rows {
			t.Errorf("%s, %s: %d rows, want %d", test.kind, test.name, rows, test.rows)
		}
	}
}

// A stats.log may be JSON of each form, have another separator or no comments,
// be one that was rotated, and is what the engine that wrote it makes of it.
func TestStatsVariants(t *testing.T) {
	text := string(read(t, "stats.log"))
	want, err := ReadSamples(StatsLog, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	header, rows, _ := strings.Cut(text, "#types")
	_, names, _ := strings.Cut(header, "#fields\t")
	_, rows, _ = strings.Cut(rows, "\n")
	rows, end, _ := strings.Cut(rows, "#close")
	last := strings.LastIndex(strings.TrimSpace(rows), "\n") + 1
	variants := map[string]string{
		"without an end":     header + rows,
		"two that follow":    header + rows[:last] + "#close" + end + header + rows[last:],
		"commas":             strings.ReplaceAll(strings.Replace(text, `\x09`, `\x2c`, 1), "\t", ","),
		"another unset":      strings.ReplaceAll(strings.ReplaceAll(text, "\t-", "\t(unset)"), "\t-\n", "\t(unset)\n"),
		"without comments":   names + rows,
		"carriage returns":   strings.ReplaceAll(text, "\n", "\r\n"),
		"a comment above":    "### made by a test\n" + text,
		"columns only":       "#fields\t" + names + rows,
		"JSON":               statsAsJSON(names, rows, "seconds"),
		"JSON, milliseconds": statsAsJSON(names, rows, "milliseconds"),
		"JSON, in quotes":    statsAsJSON(names, rows, "quoted"),
		"JSON, dates":        statsAsJSON(names, rows, "2006-01-02T15:04:05.999999Z"),
		"JSON, no zone":      statsAsJSON(names, rows, "2006-01-02T15:04:05.999999"),
	}
	for name, text := range variants {
		if kind := Detect([]byte(text)); kind != StatsLog {
			t.Errorf("%s is %q", name, kind)
		}
		got, err := ReadSamples(StatsLog, strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// statsAsJSON makes the rows of a table JSON, times in the form given. What is
// not set is null.
func statsAsJSON(names, rows, form string) string {
	keys := strings.Split(strings.TrimSpace(names), "\t")
	var out strings.Builder
	for line := range strings.Lines(rows) {
		for i, value := range strings.Split(strings.TrimSpace(line), "\t") {
			at, _ := moment(value)
			switch {
			case value == "-":
				value = "null"
			case i == 1:
				value = fmt.Sprintf("%q", value)
			case i > 0:
			case form == "milliseconds":
				value = fmt.Sprintf("%.1f", float64(at/1e6))
			case form == "quoted":
				value = fmt.Sprintf("\"%d\"", at/1e6)
			case form != "seconds":
				value = fmt.Sprintf("%q", time.Unix(0, at).UTC().Format(form))
			}
			fmt.Fprintf(&out, "%c%q:%s", "{,"[min(i, 1)], keys[i], value)
		}
		out.WriteString("}\n")
	}
	return out.String()
}

// Before Bro 2.5 a stats.log had the time of day and decimal megabytes. The
// network time follows from the lag, when packets were not read from a file.
func TestOldStats(t *testing.T) {
	const header = "#fields\tts\tpeer\tmem\tpkts_proc\tevents_proc\tevents_queued\tlag\tpkts_recv\tpkts_dropped\tpkts_link\n"
	for name, test := range map[string]struct {
		rows    string
		network []int64
	}{
		"a file":    {"100.500000\tbro\t40\t9\t7\t7\t-\t-\t-\t-\n160.500000\tbro\t41\t1\t2\t2\t-\t-\t-\t-\n", nil},
		"a network": {"100.500000\tbro\t40\t9\t7\t7\t0.250000\t9\t0\t9\n160.500000\tbro\t41\t1\t2\t2\t0.500000\t1\t0\t1\n", []int64{100250e6, 160e9}},
	} {
		got, err := ReadSamples(StatsLog, strings.NewReader(header+test.rows))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []Series{{"bro", result.Samples{
			Interval: 60e9, At: []int64{0, 60e9}, Network: test.network,
			RSS: []int64{40e6, 41e6}, Packets: []int64{9, 10}, Events: []int64{7, 9},
		}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A cluster writes one stats.log.
func TestPeers(t *testing.T) {
	text := string(read(t, "stats.log"))
	both := strings.Replace(text, "#close", strings.ReplaceAll(text[strings.Index(text, "1767606000"):strings.Index(text, "#close")], "\tzeek\t", "\tworker-1-2\t")+"#close", 1)
	got, err := ReadSamples(StatsLog, strings.NewReader(both))
	if err != nil || len(got) != 2 {
		t.Fatalf("%d series, %v", len(got), err)
	}
	if got[0].Peer != "zeek" || got[1].Peer != "worker-1-2" {
		t.Errorf("series of %q and %q", got[0].Peer, got[1].Peer)
	}
	if diff := cmp.Diff(got[0].Samples, got[1].Samples); diff != "" {
		t.Errorf("(-zeek +worker-1-2):\n%s", diff)
	}
	var many strings.Builder
	fmt.Fprintln(&many, "#fields\tts\tpeer\tmem\tpkts_proc\tevents_proc")
	for i := range maxPeers + 1 {
		fmt.Fprintf(&many, "1.0\tw%d\t1\t1\t1\n", i)
	}
	if got, err := ReadSamples(StatsLog, strings.NewReader(many.String())); len(got) != maxPeers || err == nil || !strings.Contains(err.Error(), "more than 16384 peers") {
		t.Errorf("%d series, %v", len(got), err)
	}
}

// Before the first packet network time is 0, not in 1970.
func TestNoNetworkTimeYet(t *testing.T) {
	text := string(read(t, "prof.log"))
	want, err := ReadSamples(ProfLog, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	begin := text[:strings.Index(text, "1767606015")]
	early := strings.ReplaceAll(begin, "1767606000.000000", "0.000000") + text[len(begin):]
	if kind := Detect([]byte(early)); kind != ProfLog {
		t.Errorf("it is %q", kind)
	}
	got, err := ReadSamples(ProfLog, strings.NewReader(early))
	if err != nil {
		t.Fatal(err)
	}
	want[0].Network[0] = want[0].Network[1]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got, err = ReadSamples(ProfLog, strings.NewReader(strings.ReplaceAll(begin, "1767606000.000000", "0.000000")))
	if err != nil || len(got) != 1 || got[0].Network != nil || len(got[0].At) != 1 {
		t.Errorf("without packets: %+v, %v", got, err)
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
			if err := b.WriteDOT(&out, 0); err != nil {
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
			for i := range s {
				checkColumns(t, &s[i].Samples)
			}
		}
	})
}
