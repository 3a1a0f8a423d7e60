package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brig/trace"
	"brig/trace/tracetext"
)

const decodeMap = `{"endian": "little", "mappings": [{"id": 1, "name": "bro_init"}], "components": []}`

// decodeFiles writes a small map and trace and returns their names.
func decodeFiles(t *testing.T) (mapFile, traceFile, dir string) {
	t.Helper()
	base := t.TempDir()
	var data bytes.Buffer
	text := "trace little\nblock stored\ncall 1.0\nreturn 1.0\nblock stored\ncall 1.0\nreturn 1.0\n"
	if err := tracetext.Assemble(&data, strings.NewReader(text), new(trace.Map)); err != nil {
		t.Fatal(err)
	}
	mapFile, traceFile = filepath.Join(base, "trace.map"), filepath.Join(base, "trace.out")
	for name, content := range map[string][]byte{mapFile: []byte(decodeMap), traceFile: data.Bytes()} {
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return mapFile, traceFile, filepath.Join(base, "documents")
}

func brig(stdin []byte, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(context.Background(), args, bytes.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

func TestDecode(t *testing.T) {
	mapFile, traceFile, dir := decodeFiles(t)
	code, stdout, stderr := brig(nil, "decode", "-m", mapFile, "-t", traceFile, "-o", dir, "-J", "-T", "x", "--json")
	if code != exitOK || stderr != "" {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	var s decodeSummary
	if err := json.Unmarshal([]byte(stdout), &s); err != nil {
		t.Fatal(err)
	}
	if s.Entries != 4 || s.Calls != 2 || s.Functions != 1 || s.CallChains != 1 || s.Dir != dir {
		t.Errorf("summary %+v", s)
	}
	got, err := os.ReadFile(filepath.Join(dir, "count.json"))
	if want := `{"trial_id":"x","count":4,"scriptCounts":{"bro_init":4},"componentCounts":{}}`; err != nil || string(got) != want {
		t.Errorf("count.json = %s (%v), want %s", got, err, want)
	}

	data, err := os.ReadFile(traceFile)
	if err != nil {
		t.Fatal(err)
	}
	piped := dir + "-piped"
	if code, stdout, stderr := brig(data, "decode", "-m", mapFile, "-t", "-", "-o", piped); code != exitOK || !strings.Contains(stdout, "documents in "+piped) {
		t.Errorf("from a pipe: exit %d, %s%s", code, stdout, stderr)
	}
	code, stdout, stderr = brig(nil, "decode", "-m", mapFile, "-t", traceFile, "--text")
	if want := "trace little\nblock stored\ncall 1.0\nreturn 1.0\nblock stored\ncall 1.0\nreturn 1.0\n"; code != exitOK || stdout != want {
		t.Errorf("--text: exit %d, %q %s", code, stdout, stderr)
	}
}

// The decoder of 2013 wrote what it had of a damaged trace.
func TestDecodeCompat(t *testing.T) {
	mapFile, traceFile, dir := decodeFiles(t)
	data, err := os.ReadFile(traceFile)
	if err != nil {
		t.Fatal(err)
	}
	data[32+12] = 9 // version of the second block
	if err := os.WriteFile(traceFile, data, 0o666); err != nil {
		t.Fatal(err)
	}
	damage := traceFile + ": block 2 at byte 32: version is 9, want 1"
	code, stdout, stderr := brig(nil, "decode", "--compat", "2013", "-m", mapFile, "-t", traceFile, "-o", dir, "-J", "-T", "x", "--json")
	if want := "brig: " + damage + " (the documents hold what came before)\n"; code != exitOK || stderr != want {
		t.Errorf("exit %d, %q; want exit 0 and %q", code, stderr, want)
	}
	var s decodeSummary
	if err := json.Unmarshal([]byte(stdout), &s); err != nil || s.Damage != damage || s.Entries != 2 {
		t.Errorf("summary %s (%v)", stdout, err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "count.json"))
	if want := `{"trial_id":"x","count":2,"scriptCounts":{"bro_init":2},"componentCounts":{}}`; err != nil || string(got) != want {
		t.Errorf("count.json = %s (%v), want %s", got, err, want)
	}
}

func TestDecodeErrors(t *testing.T) {
	mapFile, traceFile, dir := decodeFiles(t)
	write := func(name, content string) string {
		name = filepath.Join(filepath.Dir(mapFile), name)
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	data, err := os.ReadFile(traceFile)
	if err != nil {
		t.Fatal(err)
	}
	cut := write("cut.out", string(data[:40]))
	noJSON := write("bad.map", "{\n")
	noKey := write("nokey.map", `{"endian": "little"}`)
	big := write("big.map", strings.Replace(decodeMap, "little", "big", 1))
	missing := filepath.Join(filepath.Dir(mapFile), "missing")
	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no flags", nil, exitUsage, "decode needs a FILE"},
		{"unknown flag", []string{"-x"}, exitUsage, "unknown shorthand flag"},
		{"unknown year", []string{"-m", mapFile, "-t", traceFile, "-o", dir, "--compat", "2012"}, exitUsage, "decode knows --compat 2013, not --compat 2012"},
		{"text of 2013", []string{"-m", mapFile, "-t", traceFile, "--text", "--compat", "2013"}, exitUsage, "decode --text prints the trace as it is"},
		{"no map", []string{"-m", missing, "-t", traceFile, "-o", dir}, exitFailure, "reading map: open " + missing},
		{"no trace", []string{"-m", mapFile, "-t", missing, "-o", dir}, exitFailure, "reading trace: open " + missing},
		{"map not JSON", []string{"-m", noJSON, "-t", traceFile, "-o", dir}, exitFailure, noJSON + ": line 2, column 1: not JSON: unexpected end"},
		{"map lacks a key", []string{"-m", noKey, "-t", traceFile, "-o", dir}, exitFailure, noKey + `: the map: the key "components" is missing`},
		{"trace cut", []string{"-m", mapFile, "-t", cut, "-o", dir}, exitFailure, cut + ": block 2 at byte 32: the trace ends after 8 of"},
		{"wrong order", []string{"-m", big, "-t", traceFile, "-o", dir}, exitFailure, traceFile + ": block 1 at byte 0: the trace is not big endian"},
		{"output is a file", []string{"-m", mapFile, "-t", traceFile, "-o", cut}, exitFailure, "writing " + cut + ": it is no folder"},
		{"a trace for a map", []string{"-m", traceFile, "-t", traceFile, "-o", dir}, exitFailure, traceFile + ": this is no map: a map is JSON"},
		{"a profile into a folder", []string{"-m", mapFile, "-t", traceFile, "--pprof", filepath.Dir(mapFile)}, exitFailure, "writing " + filepath.Dir(mapFile) + ": it is a folder"},
		{"a profile into no folder", []string{"-m", mapFile, "-t", traceFile, "--csv", missing + "/x.csv"}, exitFailure, "writing " + missing + "/x.csv: there is no folder " + missing},
		{"a trace into no folder", []string{"-t", traceFile, "--save", missing + "/x"}, exitFailure, "writing " + missing + "/x: there is no folder"},
		{"stacks and JSON", []string{"-m", mapFile, "-t", traceFile, "--folded", "-", "--json"}, exitUsage, "decode: only one of --json and --folded can go to standard output"},
		{"text of a cut trace", []string{"-m", mapFile, "-t", cut, "--text"}, exitFailure, cut + ": block 2"},
	} {
		code, _, stderr := brig(nil, append([]string{"decode"}, test.args...)...)
		if code != test.code || !strings.HasPrefix(stderr, "brig: "+test.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit %d, %q; want exit %d and one line with %q", test.name, code, stderr, test.code, test.want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: %s exists", test.name, dir)
		}
	}
}

// Forms of the profile go to files or to standard output, without documents.
func TestDecodeForms(t *testing.T) {
	mapFile, traceFile, dir := decodeFiles(t)
	base := filepath.Dir(traceFile)
	dot, pprof := filepath.Join(base, "g.dot"), filepath.Join(base, "p.gz")
	code, stdout, stderr := brig(nil, "decode", "-m", mapFile, "-t", traceFile, "--csv", "-", "--dot", dot, "--pprof", pprof)
	if code != exitOK || stderr != "" || !strings.HasPrefix(stdout, "name,kind,file,line,calls,exclusive_ns,inclusive_ns\r\n") {
		t.Errorf("exit status %d\n%s%s", code, stdout, stderr)
	}
	for _, name := range []string{dot, pprof} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, error %v", name, info, err)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("documents were written that nobody asked for")
	}
	for _, args := range [][]string{{"--top", "3", "--csv", "-"}, {"--top", "-1"}, {"--compat", "2013", "--top", "3"}} {
		if code, _, stderr := brig(nil, append([]string{"decode", "-m", mapFile, "-t", traceFile}, args...)...); code != exitUsage {
			t.Errorf("decode %v: exit status %d\n%s", args, code, stderr)
		}
	}
}

// What is no regular file is written to, and not replaced by one.
func TestDecodeOutputs(t *testing.T) {
	mapFile, traceFile, dir := decodeFiles(t)
	base := filepath.Dir(traceFile)
	target, link := filepath.Join(base, "target"), filepath.Join(base, "link")
	if err := os.WriteFile(target, []byte(strings.Repeat("old", 1000)), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := brig(nil, "decode", "-m", mapFile, "-t", traceFile, "--dot", "-", "--csv", link, "-o", dir)
	if code != exitOK || strings.Contains(stdout, "entries") || !strings.HasPrefix(stdout, "digraph") {
		t.Errorf("exit status %d\n%s%s", code, stdout, stderr)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().IsRegular() {
		t.Errorf("the link is replaced: %v", err)
	}
	text, err := os.ReadFile(target)
	if err != nil || !strings.HasPrefix(string(text), "name,kind,") || strings.Contains(string(text), "oldold") {
		t.Errorf("%v: %s", err, text)
	}
	if _, err := os.Stat(filepath.Join(dir, "count.json")); err != nil {
		t.Error(err)
	}
}

// Of a trace that is cut off, --partial writes what was there, marks it, and
// still fails.
func TestDecodePartial(t *testing.T) {
	mapFile, traceFile, dir := decodeFiles(t)
	f, err := os.OpenFile(traceFile, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("half a header")
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := brig(nil, "decode", "-m", mapFile, "-t", traceFile, "-o", dir)
	if _, err := os.Stat(dir); code != exitFailure || err == nil {
		t.Errorf("without --partial: exit status %d, documents %v\n%s", code, err == nil, stderr)
	}
	code, _, stderr = brig(nil, "decode", "-m", mapFile, "-t", traceFile, "-o", dir, "--partial")
	if code != exitFailure || !strings.Contains(stderr, "what came before") {
		t.Errorf("exit status %d\n%s", code, stderr)
	}
	for _, name := range []string{"count", "call_chain", "packet_chain", "script_timing", "event_path"} {
		text, err := os.ReadFile(filepath.Join(dir, name+".json"))
		if err != nil || !strings.Contains(string(text), `"partial":"block `) {
			t.Errorf("%s.json: error %v\n%.200s", name, err, text)
		}
	}
}

// The shell is told the values of flags.
func TestDecodeCompletion(t *testing.T) {
	for want, args := range map[string][]string{
		"script\tscript files\n": {"decode", "--by", ""}, "2013\n": {"decode", "--compat", ""}, "1GiB\n": {"decode", "--memory", ""},
		"--packets": {"decode", "--pack"},
	} {
		code, stdout, stderr := brig(nil, append([]string{"__complete"}, args...)...)
		if code != exitOK || !strings.Contains(stdout, want) {
			t.Errorf("%q: exit %d, %s%s", args, code, stdout, stderr)
		}
	}
}

// What is odd about a trace is said in the summary, or on standard error if
// that has no place.
func TestDecodeOdd(t *testing.T) {
	mapFile, traceFile, _ := decodeFiles(t)
	var data bytes.Buffer
	text := "trace little\nblock stored\ncall 1.0 real=5 virtual=5 time=7\nreturn 1.0 real=6 virtual=6\n" +
		"block stored\ncall 1.0 real=8 virtual=8 time=6\nreturn 1.0 real=7 virtual=7\ncall 1.0\ncall 9.0\nreturn 1.0\nreturn 9.0\n"
	if err := tracetext.Assemble(&data, strings.NewReader(text), nil); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(traceFile, data.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	odd := []string{
		"1 returns without a call", "1 calls without a return, which ended with a call around them",
		"1 calls that ended before they began", "1 packets of an earlier time than the packet before",
		"1 functions and components that the map does not name",
	}
	var lines string
	for _, what := range odd {
		lines += "brig: " + traceFile + ": " + what + ", the first in block 2 at byte 72\n"
	}
	code, stdout, stderr := brig(nil, "decode", "-m", mapFile, traceFile, "--csv", "-")
	if code != exitOK || stderr != lines {
		t.Errorf("with a form: exit %d, %s%s", code, stdout, stderr)
	}
	code, stdout, stderr = brig(nil, "decode", "-m", mapFile, traceFile)
	for _, what := range odd {
		if _, what, _ = strings.Cut(what, " "); !strings.Contains(stdout, "  1  "+what+", the first in block 2 at byte 72\n") || code != exitOK || stderr != "" {
			t.Errorf("exit %d without %s\n%s%s", code, what, stdout, stderr)
		}
	}
	imported := filepath.Join(t.TempDir(), "imported")
	if code, _, stderr = brig(nil, "import", "-m", mapFile, traceFile, "-o", imported); code != exitOK {
		t.Fatalf("import: exit %d, %s", code, stderr)
	}
	trial, err := os.ReadFile(filepath.Join(imported, "trials", "imported-1.json"))
	if err != nil || strings.Count(string(trial), "the first in block 2 at byte 72") != len(odd) {
		t.Errorf("the trial's doubts (%v): %s", err, trial)
	}
	if _, stdout, _ = brig(nil, "decode", "-m", mapFile, traceFile, "--packets", "1-2"); !strings.Contains(stdout, "before they began\n") {
		t.Errorf("of a part, whose places are none of the file:\n%s", stdout)
	}
}
