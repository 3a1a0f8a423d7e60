package bro_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"brig/bro"
	"brig/traces"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// site is the capture that ships with the project.
func site() string { return filepath.Join("..", "traces", traces.File) }

// An outcome is all there is to see of a run.
type outcome struct {
	dir            string
	stdout, stderr string
	summary        *bro.Summary
	err            error
}

func start(ctx context.Context, t *testing.T, cfg bro.Config) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cfg.Stdout, cfg.Stderr = &stdout, &stderr
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	s, err := bro.Run(ctx, &cfg)
	return outcome{cfg.Dir, stdout.String(), stderr.String(), s, err}
}

// mustRun runs without an error or message.
func mustRun(t *testing.T, cfg bro.Config) outcome {
	t.Helper()
	o := start(t.Context(), t, cfg)
	if o.err != nil {
		t.Fatalf("Run: %v\n%s", o.err, o.stderr)
	}
	if o.stderr != "" {
		t.Errorf("messages:\n%s", o.stderr)
	}
	return o
}

// files reads the files of a folder whose names end in suffix.
func files(t *testing.T, dir, suffix string) map[string]string {
	t.Helper()
	m := map[string]string{}
	names, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m[filepath.Base(name)] = string(b)
	}
	return m
}

func TestWithoutCapture(t *testing.T) {
	clock := func() time.Time { return time.Unix(77, 0) }
	o := mustRun(t, bro.Config{Bare: true, Now: clock, Code: []string{`
print "outside";
event late(n: count) { print "late", n; }
event raised(s: string) { print "raised", s, network_time(); }
event bro_init() &priority=-5 { print "init, second"; }
event bro_init() { print "init"; event raised("x"); schedule 1 min { late(7) }; }
event bro_done() { print "done", bro_is_terminating(); }
`}})
	want := "outside\ninit\ninit, second\nraised, x, 77.0\nlate, 7\ndone, T\n"
	if o.stdout != want {
		t.Errorf("printed %q, want %q", o.stdout, want)
	}
	if got := o.summary; got.Packets != 0 || got.Events != 4 || len(got.Logs) != 0 {
		t.Errorf("summary = %+v, want no packets, 4 events, no logs", got)
	}
}

// What the recorded capture has to give with the scripts of three protocols.
func TestSite(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), Bare: true,
		Scripts: []string{"base/protocols/conn", "base/protocols/dns", "base/protocols/http"}})
	var b strings.Builder
	s := o.summary
	writeCounts(&b, s)
	golden(t, "site.txt", b.String())
	if s.Packets != traces.Packets {
		t.Errorf("%d packets, want %d", s.Packets, traces.Packets)
	}
	for _, l := range s.Logs {
		content := files(t, o.dir, l.Path+".log")[l.Path+".log"]
		var lines int64
		for line := range strings.Lines(content) {
			if !strings.HasPrefix(line, "#") {
				lines++
			}
		}
		if lines != l.Lines {
			t.Errorf("%s.log has %d lines, the summary says %d", l.Path, lines, l.Lines)
		}
		if !strings.HasPrefix(content, "#separator \\x09\n") || !strings.Contains(content, "\n#close\t") {
			t.Errorf("%s.log has no header or footer", l.Path)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), run with -update to accept:\n%s", file, diff)
	}
}

// The same run gives the same bytes, traced or not.
func TestRunsRepeat(t *testing.T) {
	cfg := bro.Config{Capture: site(), Seed: 7}
	first := files(t, mustRun(t, cfg).dir, ".log")
	if len(first["conn.log"]) == 0 {
		t.Fatal("there is no conn.log")
	}
	again := files(t, mustRun(t, cfg).dir, ".log")
	cfg.Code = []string{tracing}
	traced := files(t, mustRun(t, cfg).dir, ".log")
	for name := range first {
		if first[name] != again[name] {
			t.Errorf("%s differs in a second run", name)
		}
		if first[name] != traced[name] {
			t.Errorf("%s differs in a traced run", name)
		}
	}
	if len(again) != len(first) || len(traced) != len(first) {
		t.Errorf("%d, %d and %d logs; want the same", len(first), len(again), len(traced))
	}

	cfg = bro.Config{Capture: site(), Seed: 8}
	other := files(t, mustRun(t, cfg).dir, ".log")
	if other["conn.log"] == first["conn.log"] {
		t.Error("the uids do not depend on the seed")
	}
}

// A larger connection_skip_ratio skips the same connections and more.
func TestSkipRatio(t *testing.T) {
	var skipped, total int64 = -1, 0
	for _, ratio := range []string{"0.0", "0.35", "0.7", "1"} {
		o := mustRun(t, bro.Config{Capture: site(), Bare: true, Scripts: []string{"base/protocols/conn"},
			Code: []string{"redef connection_skip_ratio = " + ratio + ";"}})
		s := o.summary
		if s.Skipped <= skipped {
			t.Errorf("ratio %s skips %d connections, the one before %d", ratio, s.Skipped, skipped)
		}
		skipped = s.Skipped
		if total = s.Connections; skipped > total {
			t.Errorf("ratio %s skips %d of %d connections", ratio, skipped, total)
		}
		var lines int64
		for _, l := range s.Logs {
			lines = l.Lines
		}
		if lines != total-skipped {
			t.Errorf("ratio %s: conn.log has %d lines, want %d", ratio, lines, total-skipped)
		}
	}
	if skipped != total {
		t.Errorf("ratio 1 skips %d of %d connections", skipped, total)
	}
	// The same as an argument of the command line.
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Redefs: []string{"connection_skip_ratio=1"}})
	if o.summary.Skipped != total {
		t.Errorf("connection_skip_ratio=1 skips %d of %d connections", o.summary.Skipped, total)
	}
	o = start(t.Context(), t, bro.Config{Capture: site(), Bare: true, Redefs: []string{"connection_skip_ratio=1.5"}})
	if o.err == nil || !strings.Contains(o.err.Error(), "connection_skip_ratio") {
		t.Errorf("a ratio of 1.5: error %v, want one that names connection_skip_ratio", o.err)
	}
}

// The record of a connection is one for all of its events, and up to date in each.
func TestConnectionRecord(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Code: []string{`
redef record connection += { mark: count &default=0; };
global n = 0;
event connection_established(c: connection)
	{
	if ( c$id$resp_p != 80/tcp || n > 0 )
		return;
	++n;
	c$mark = 17;
	print c$history, c$orig$state == TCP_ESTABLISHED, c$orig$size, connection_exists(c$id), lookup_connection(c$id)$uid == c$uid;
	}
event connection_state_remove(c: connection)
	{
	if ( c$mark == 17 )
		print c$history, c$orig$size > 0, c$resp$num_pkts > 2, c$duration > 0 sec, |c$uid| > 10, c$start_time <= network_time();
	}
`}})
	lines := strings.Split(strings.TrimSpace(o.stdout), "\n")
	if len(lines) != 2 || lines[0] != "Sh, T, 0, T, T" && lines[0] != "ShA, T, 0, T, T" ||
		!strings.HasPrefix(lines[1], "ShA") || !strings.HasSuffix(lines[1], ", T, T, T, T, T") {
		t.Errorf("printed:\n%s", o.stdout)
	}
}

// The headers of a packet as new_packet gives them agree with each other.
func TestPacketHeaders(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Code: []string{`
global n4 = 0;
global n6 = 0;
global ids: set[count];
event new_packet(c: connection, p: pkt_hdr)
	{
	if ( p?$ip )
		{
		++n4;
		add ids[p$ip$id];
		if ( p$ip$hl < 20 || p$ip$tos > 255 || p?$udp && p$udp$ulen + p$ip$hl != p$ip$len ||
		     p?$tcp && p$tcp$hl + p$tcp$dl + p$ip$hl != p$ip$len )
			print p;
		}
	if ( p?$ip6 )
		{
		++n6;
		if ( p?$udp && p$ip6$nxt == 17 && p$udp$ulen != p$ip6$len || p$ip6$flow > 0xfffff || p$ip6$class > 255 )
			print p;
		}
	}
event bro_done() { print n4 > 1000, n6 > 0, |ids| > 1000; }
`}})
	if o.stdout != "T, T, T\n" {
		t.Errorf("printed:\n%s", o.stdout)
	}
}

// Scripts switch analyzers off: for all new connections, or for one.
func TestSwitchAnalyzers(t *testing.T) {
	count := func(code string) string {
		return mustRun(t, bro.Config{Capture: site(), Code: []string{code + `
global n = 0;
event http_request(c: connection, method: string, original_URI: string, unescaped_URI: string, version: string) { ++n; }
event bro_done() { print n; }
`}}).stdout
	}
	all := count("")
	if all == "0\n" {
		t.Fatal("the capture has no HTTP requests")
	}
	if got := count("event bro_init() { Analyzer::disable_analyzer(Analyzer::ANALYZER_HTTP); }"); got != "0\n" {
		t.Errorf("HTTP disabled: %s requests", got)
	}
	if got := count("event new_connection(c: connection) { skip_further_processing(c$id); }"); got != "0\n" {
		t.Errorf("contents skipped: %s requests", got)
	}
	if got := count("event new_connection(c: connection) { if ( skip_further_processing([$orig_h=[::], $orig_p=1/tcp, $resp_h=[::], $resp_p=1/tcp]) ) print c; }"); got != all {
		t.Errorf("skipping what does not exist: %s requests, want %s", got, all)
	}
}

// Network time never goes back, though some packets of the capture do.
func TestTimeIsMonotonic(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Code: []string{`
global last: time;
global n = 0;
event bro_init() { last = network_time(); }
event new_packet(c: connection, p: pkt_hdr)
	{
	if ( network_time() < last )
		print "back", last, network_time();
	last = network_time();
	++n;
	}
event bro_done() { print n > 40000; }
`}})
	if o.stdout != "T\n" {
		t.Errorf("printed:\n%s", o.stdout)
	}
}

func TestScriptErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		cfg  bro.Config
		want []string // parts of the lines, in order
	}{
		{"syntax", bro.Config{Code: []string{"event bro_init() { print 1 + ; }"}}, []string{"<command line>, line 1"}},
		{"all errors at once", bro.Config{Code: []string{"global a: count = \"x\";\nglobal b: nonsense;"}},
			[]string{"<command line>, line 1", "<command line>, line 2"}},
		{"unknown script", bro.Config{Scripts: []string{"no/such/script"}}, []string{"no/such/script"}},
		{"loads an unknown script", bro.Config{Code: []string{"@load no/such/script"}}, []string{"no/such/script"}},
		{"unknown variable", bro.Config{Redefs: []string{"no_such_variable=1"}}, []string{"no_such_variable"}},
		{"value of the wrong type", bro.Config{Redefs: []string{"connection_skip_ratio=much"}}, []string{"much"}},
		{"event with other parameters", bro.Config{Code: []string{"event new_connection(c: connection, n: count) { }"}}, []string{"new_connection"}},
		{"bad pattern", bro.Config{Code: []string{"global p = /(/;"}}, []string{"<command line>, line 1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.cfg.Bare = true
			tt.cfg.Capture = site()
			tt.cfg.Code = append(tt.cfg.Code, `print "must not run";`)
			o := start(t.Context(), t, tt.cfg)
			var script *bro.ScriptError
			if !errors.As(o.err, &script) {
				t.Fatalf("error = %v, want a ScriptError", o.err)
			}
			if len(script.Errors) < len(tt.want) {
				t.Fatalf("errors = %q, want %d", script.Errors, len(tt.want))
			}
			for i, want := range tt.want {
				if got := script.Errors[i].Error(); !strings.Contains(got, want) {
					t.Errorf("error %d = %q, want %q in it", i, got, want)
				}
			}
			if o.stdout != "" || len(files(t, o.dir, "")) != 0 {
				t.Errorf("something ran: printed %q, files %v", o.stdout, files(t, o.dir, ""))
			}
		})
	}
}

func TestScriptLoaded(t *testing.T) {
	o := mustRun(t, bro.Config{Bare: true, Scripts: []string{"base/protocols/conn"}, Code: []string{
		`event bro_script_loaded(path: string, level: count) { print level, path; }`}})
	if !strings.HasPrefix(o.stdout, "0, base/init-bare.bro\n") || !strings.Contains(o.stdout, "\n1, base/protocols/conn/main.bro\n") ||
		strings.Contains(o.stdout, "command line") {
		t.Errorf("printed:\n%s", o.stdout)
	}
}

func TestRuntimeErrors(t *testing.T) {
	o := start(t.Context(), t, bro.Config{Bare: true, Code: []string{`
event bro_init() { local t: table[count] of count; print t[5]; print "never"; }
event bro_init() &priority=-1 { print "the next handler runs"; }
`}})
	if o.err != nil {
		t.Errorf("error = %v; an error in a handler does not end the run", o.err)
	}
	if o.stdout != "the next handler runs\n" || !strings.Contains(o.stderr, "<command line>, line 2") {
		t.Errorf("printed %q, messages %q", o.stdout, o.stderr)
	}
}

// Errors are events as well; a handler of these that fails does not run for ever.
func TestReporterEvents(t *testing.T) {
	o := start(t.Context(), t, bro.Config{Bare: true, Code: []string{`
global reporter_error: event(t: time, msg: string, location: string);
global n = 0;
event reporter_error(t: time, msg: string, location: string)
	{
	if ( ++n == 1 )
		print |msg| > 0, location;
	local t2: table[count] of count;
	print t2[5];
	}
event bro_init() { local t: table[count] of count; print t[5]; }
event bro_done() { print n > 1; }
`}})
	if o.err != nil || !strings.HasPrefix(o.stdout, "T, <command line>, line 11\n") || !strings.HasSuffix(o.stdout, "T\n") {
		t.Errorf("error %v, printed %q", o.err, o.stdout)
	}
}

func TestCaptureErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	header := []byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00")
	for _, tt := range []struct{ name, file string }{
		{"missing", filepath.Join(dir, "missing.pcap")},
		{"text", write("text.pcap", []byte("this is no capture at all"))},
		{"empty", write("empty.pcap", nil)},
		{"no packets", write("none.pcap", header)},
		{"a folder", dir},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := start(t.Context(), t, bro.Config{Capture: tt.file})
			if o.err == nil || !strings.Contains(o.err.Error(), tt.file) || strings.Contains(o.err.Error(), "\n") {
				t.Errorf("error = %v, want one line that names %s", o.err, tt.file)
			}
			if logs := files(t, o.dir, ".log"); len(logs) != 0 {
				t.Errorf("logs were written: %v", logs)
			}
		})
	}
}

// A capture that is cut off is analyzed up to its last whole packet.
func TestTruncatedCapture(t *testing.T) {
	whole, err := traces.FS.ReadFile(traces.File)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "cut.pcap.zst")
	if err := os.WriteFile(file, whole[:len(whole)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	o := start(t.Context(), t, bro.Config{Capture: file})
	if o.err == nil || !strings.Contains(o.err.Error(), file) || strings.Contains(o.err.Error(), "\n") {
		t.Errorf("error = %v, want one line that names %s", o.err, file)
	}
	if o.summary == nil || o.summary.Packets < 1000 || o.summary.Packets >= traces.Packets {
		t.Fatalf("summary = %+v, want that of the packets before the cut", o.summary)
	}
	if log := files(t, o.dir, "conn.log")["conn.log"]; !strings.Contains(log, "\n#close\t") {
		t.Error("conn.log was not closed")
	}
}

func TestExit(t *testing.T) {
	o := start(t.Context(), t, bro.Config{Capture: site(), Scripts: []string{"base/protocols/conn"}, Bare: true, Code: []string{`
event connection_established(c: connection) { print "bye"; exit(3); print "never"; }
event bro_done() { print "never"; }
`}})
	var exit *bro.ExitError
	if !errors.As(o.err, &exit) || exit.Code != 3 {
		t.Errorf("error = %v, want exit status 3", o.err)
	}
	if o.stdout != "bye\n" {
		t.Errorf("printed %q", o.stdout)
	}
}

func TestTerminate(t *testing.T) {
	o := mustRun(t, bro.Config{Capture: site(), Bare: true, Code: []string{`
global n = 0;
event new_packet(c: connection, p: pkt_hdr) { if ( ++n == 100 ) terminate(); }
event bro_done() { print n; }
`}})
	if o.stdout != "100\n" {
		t.Errorf("printed %q, want 100: the packet in which terminate() is called is the last", o.stdout)
	}
}

func TestInterrupted(t *testing.T) {
	t.Run("between packets", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		o := start(ctx, t, bro.Config{Capture: site(), Code: []string{`event bro_done() { print "done"; }`}})
		if !errors.Is(o.err, context.Canceled) || !strings.Contains(o.err.Error(), "interrupted") {
			t.Errorf("error = %v, want interrupted", o.err)
		}
		if o.stdout != "done\n" {
			t.Errorf("printed %q; bro_done must run", o.stdout)
		}
	})
	t.Run("in a script that does not end", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		done := make(chan outcome, 1)
		go func() {
			done <- start(ctx, t, bro.Config{Bare: true, Code: []string{`event bro_init() { while ( T ) { local x = 1; } }`}})
		}()
		select {
		case o := <-done:
			if o.err == nil || !strings.Contains(o.err.Error(), "interrupted") {
				t.Errorf("error = %v, want interrupted", o.err)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("the script was not stopped")
		}
	})
}

// Logs that cannot be written end the run with one error.
func TestUnwritableLogs(t *testing.T) {
	for _, tt := range []struct{ name, dir string }{
		{"no such folder", filepath.Join(t.TempDir(), "missing")},
		{"a file in its place", func() string {
			f := filepath.Join(t.TempDir(), "file")
			os.WriteFile(f, nil, 0o644)
			return f
		}()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := start(t.Context(), t, bro.Config{Capture: site(), Dir: tt.dir})
			if o.err == nil || strings.Contains(o.err.Error(), "\n") || !strings.Contains(o.err.Error(), ".log") {
				t.Errorf("error = %v, want one line that names the log", o.err)
			}
		})
	}
	o := start(t.Context(), t, bro.Config{Capture: site(), Bare: true, Scripts: []string{"base/protocols/conn"}, Code: []string{`
event bro_init() { Log::remove_default_filter(Conn::LOG); Log::add_filter(Conn::LOG, [$name="x", $path="../escaped"]); }
`}})
	if o.err == nil || !strings.Contains(o.err.Error(), "../escaped.log") {
		t.Errorf("a path out of the folder: error = %v, want one that names it", o.err)
	}
}

func TestCheck(t *testing.T) {
	var stdout bytes.Buffer
	list, err := bro.Check(&bro.Config{Stdout: &stdout, Scripts: []string{"-"}, Stdin: strings.NewReader(`print "must not run";`)})
	if err != nil || len(list) != 0 || stdout.Len() != 0 {
		t.Errorf("a good script: %v, %v, printed %q", list, err, &stdout)
	}
	list, err = bro.Check(&bro.Config{Bare: true, Scripts: []string{"-"}, Stdin: strings.NewReader(
		"function f(): count { }\nprint nothing;\nprint /a(/;\n")})
	want := []bro.Diagnostic{
		{File: "<stdin>", Line: 1, Column: 1, Severity: "warning", Message: "function f may end without returning a value"},
		{File: "<stdin>", Line: 2, Column: 7, Severity: "error", Message: "unknown identifier nothing"},
		{File: "<stdin>", Line: 3, Column: 7, Severity: "error", Message: "error compiling pattern /a(/: missing ) at offset 2"},
	}
	if diff := cmp.Diff(want, list, cmpopts.IgnoreUnexported(bro.Diagnostic{})); err != nil || diff != "" {
		t.Errorf("error %v, diagnostics (-want +got):\n%s", err, diff)
	}
	if _, err := bro.Check(&bro.Config{Bare: true, Scripts: []string{"no-such-file"}}); err != nil {
		t.Errorf("a script that is not there is a diagnostic, not %v", err)
	}
}

// The catalogue has something of every kind, with signatures as scripts write them.
func TestCatalogue(t *testing.T) {
	list, err := bro.Catalogue(&bro.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []bro.Component{
		{"Bro::analyzers", "Analyzer", "DNS", "Analyzer::ANALYZER_DNS"},
		{"Bro::readers", "Reader", "ASCII", "Input::READER_ASCII"},
		{"Bro::writers", "Writer", "ASCII", "Log::WRITER_ASCII"},
		{"Bro::strings", "Function", "strlen", "strlen(str: string): count"},
		{"Bro::event", "Event", "zeek_init", "zeek_init()"},
		{"base/init-bare", "Constant", "TCP_INACTIVE", "TCP_INACTIVE: count"},
	} {
		if !slices.Contains(list, want) {
			t.Errorf("there is no %+v", want)
		}
	}
}

// Scripts are found in the current folder, then in Path, then in the library.
func TestSearchPath(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine", "sub")
	if err := os.MkdirAll(mine, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, code := range map[string]string{
		"mine/sub/__load__.bro": "@load ./part\n@load base/utils/site\n",
		"mine/sub/part.bro":     `print "part", @FILENAME;`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(code), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := mustRun(t, bro.Config{Bare: true, Path: []string{filepath.Join(dir, "mine")}, Scripts: []string{"sub"}})
	if o.stdout != "part, part.bro\n" {
		t.Errorf("printed %q", o.stdout)
	}
	o = mustRun(t, bro.Config{Bare: true, Scripts: []string{filepath.Join(mine, "part.bro")}})
	if o.stdout != "part, part.bro\n" {
		t.Errorf("by its absolute name: printed %q", o.stdout)
	}
}
