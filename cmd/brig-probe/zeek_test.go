package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

// TestZeekRun measures what Zeek leaves: the account that a script of brig's writes,
// logs of which nothing tells the lines, and a profile of its own. Zeek is a shell.
func TestZeekRun(t *testing.T) {
	const (
		account = `{"engine": {"name": "zeek", "version": "8.0.10"}, "packets": 12, "bytes": 3456, "events": 7, "connections": 2}`
		profile = "#fields\tfunction\tlocation\ttype\tncall\ttot_CPU\tchild_CPU\ttot_Mem\tchild_Mem\tstacks\tstack_calls\tstack_CPU\tstack_memory\n" +
			"#types\tstring\tstring\tstring\tcount\tinterval\tinterval\tcount\tcount\tstring\tstring\tstring\tstring\n" +
			"Site::is_near\t/z/base/site.zeek:7\tfunction\t4\t0.000200\t0.000050\t0\t0\tSite::is_near;new_connection\t4\t0.000200\t0\n" +
			"new_connection\t/z/base/conn.zeek:30\tevent\t2\t0.001000\t0.000200\t0\t0\tnew_connection\t2\t0.001000\t0\n" +
			"non-scripts\t<no-location>\tTOTAL\t3\t0.500000\t0.000000\t0\t0\t\t\t\t\n"
	)
	dir := t.TempDir()
	for name, content := range map[string]string{"account": account, "profile": profile} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	script := `cp ../account s.json; cp ../profile p
		printf '#path\tconn\na\nb\n#close\n' >conn.log; printf '{"ts":1}\n{"ts":2}\n{"ts":3}' >dns.log; >weird.log; mkdir x.log`
	status, _, stderr := runProbe(t, "--out", dir+"/run", "--work", dir+"/work", "--summary", "s.json", "--logs", "--profile", "p",
		"--", "sh", "-c", script)
	if status != 0 || stderr != "" {
		t.Fatalf("status %d, stderr %q", status, stderr)
	}
	want := []string{"call_chains.json", "counts.json", "event_paths.json", "mapping.json", "run.json", "script_timings.json", "stderr.txt", "stdout.txt"}
	if diff := cmp.Diff(want, list(t, dir+"/run")); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	run := readRun(t, dir+"/run")
	outcome := &result.Outcome{Engine: result.Version{Name: "zeek", Version: "8.0.10"}, Packets: 12, Bytes: 3456, Events: 7, Connections: 2,
		Logs: []result.ExactLog{{Path: "conn", Lines: 2}, {Path: "dns", Lines: 3}, {Path: "weird"}}}
	if diff := cmp.Diff(outcome, run.Outcome); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}
	text, err := os.ReadFile(dir + "/run/run.json")
	if err != nil || strings.Contains(string(text), "skipped_connections") || strings.Contains(string(text), "first_ns") {
		t.Errorf("what Zeek does not say is in the document: %v", err)
	}
	var timings result.ScriptTimings
	readDocument(t, dir+"/run/script_timings.json", &timings)
	if timings.Source != result.SourceProfile || timings.Run != run.UUID || timings.Engine.Name != "zeek" || run.Source != "" {
		t.Errorf("timings of run %s: %+v", run.UUID, timings.Header)
	}
	if len(timings.Functions) != 2 || *timings.Functions[1].ExclusiveVirtual != 800_000 {
		t.Errorf("timings: %+v", timings.Functions)
	}

	// A profile cut short gives no documents.
	status, _, stderr = runProbe(t, "--out", dir+"/cut", "--work", dir+"/work", "--summary", "s.json", "--profile", "p",
		"--", "sh", "-c", script+"; head -c 300 ../profile >p")
	if status != 1 || !strings.HasPrefix(stderr, "brig-probe: reading the profile "+dir+"/work/p: ") {
		t.Errorf("a profile cut short: status %d, stderr %q", status, stderr)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--logs"}, "--logs adds to a summary"},
		{[]string{"--trace", "t", "--profile", "p"}, "--trace and --profile"},
	} {
		args := append([]string{"--out", dir + "/x"}, append(tt.args, "--", "true")...)
		if status, _, stderr := runProbe(t, args...); status != 2 || !strings.Contains(stderr, tt.want) {
			t.Errorf("%q: status %d, stderr %q, want %q", tt.args, status, stderr, tt.want)
		}
	}
}

// Lines are counted whatever piece of the file they begin in.
func TestCountLines(t *testing.T) {
	var b strings.Builder
	want := int64(0)
	for i := range 40_000 {
		switch {
		case i%3 == 0:
			b.WriteString("#" + strings.Repeat("x", i%97) + "\n")
		case i%1000 == 1:
			b.WriteString(strings.Repeat("y#", 40_000) + "\n")
			want++
		default:
			b.WriteString("y" + strings.Repeat("#", i%13) + "\n")
			want++
		}
	}
	name := filepath.Join(t.TempDir(), "x.log")
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := countLines(name); err != nil || got != want {
		t.Errorf("countLines = %d, %v, want %d", got, err, want)
	}
}
