package scripts_test

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/bro"
	"brig/bro/scripts"
	"brig/traces"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// run runs the engine in a folder of its own and returns what was printed and
// the logs by name, without the lines that begin with "#".
func run(t *testing.T, cfg bro.Config) (stdout string, logs map[string][]string) {
	t.Helper()
	var out, messages bytes.Buffer
	cfg.Stdout, cfg.Stderr, cfg.Dir = &out, &messages, t.TempDir()
	if _, err := bro.Run(t.Context(), &cfg); err != nil {
		t.Fatalf("running %v: %v\n%s", cfg.Scripts, err, messages.String())
	}
	if messages.Len() > 0 {
		t.Errorf("running %v: messages:\n%s", cfg.Scripts, messages.String())
	}
	paths, err := filepath.Glob(filepath.Join(cfg.Dir, "*.log"))
	if err != nil {
		t.Fatal(err)
	}
	logs = map[string][]string{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "#") {
				lines = append(lines, strings.TrimSuffix(line, "\n"))
			}
		}
		logs[strings.TrimSuffix(filepath.Base(p), ".log")] = lines
	}
	return out.String(), logs
}

// library lists all scripts but the prototypes, which init-bare loads.
func library(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(scripts.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".bro") && !strings.HasSuffix(path, ".bif.bro") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 50 {
		t.Fatalf("the library has only %d scripts: %v", len(names), names)
	}
	return names
}

// TestAlone runs each script alone on top of init-bare: it loads what it
// needs itself.
func TestAlone(t *testing.T) {
	for _, name := range library(t) {
		t.Run(name, func(t *testing.T) {
			cfg := bro.Config{Bare: true, Scripts: []string{name}}
			if name == "policy/tuning/defaults/warnings.bro" || name == "policy/tuning/defaults/__load__.bro" {
				cfg.Scripts = append(cfg.Scripts, "local-networks") // or it warns
			}
			run(t, cfg)
		})
	}
}

// TestTogether runs all scripts at once.
func TestTogether(t *testing.T) {
	run(t, bro.Config{Scripts: library(t)})
}

// TestSearchPath loads scripts by the names that sites use.
func TestSearchPath(t *testing.T) {
	for _, name := range []string{"local", "site/local", "misc/scan", "policy/misc/scan.bro", "protocols/http/detect-sqli",
		"base/protocols/http", "base/utils/site"} {
		run(t, bro.Config{Bare: true, Scripts: []string{name}})
	}
}

// TestScripts runs the scripts of testdata, and compares what they print and
// log with the text beside them.
func TestScripts(t *testing.T) {
	tests, err := filepath.Glob("testdata/*.bro")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	for _, name := range tests {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".bro"), func(t *testing.T) {
			stdout, logs := run(t, bro.Config{Bare: true, Scripts: []string{name}, Now: func() time.Time { return time.Unix(0, 0) }})
			got := stdout
			names := make([]string, 0, len(logs))
			for log := range logs {
				names = append(names, log)
			}
			slices.Sort(names)
			for _, log := range names {
				got += "--- " + log + ".log\n"
				for _, line := range logs[log] {
					got += line + "\n"
				}
			}
			golden := strings.TrimSuffix(name, ".bro") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// TestSite runs what a site would load on the recorded capture. Its contents
// are known from how it was made (see package traces).
func TestSite(t *testing.T) {
	cfg := bro.Config{Scripts: []string{"local", "protocols/http/header-names", "protocols/http/var-extraction-uri"},
		Capture: filepath.Join("..", "..", "traces", traces.File), IgnoreChecksums: true}
	_, logs := run(t, cfg)

	// column returns the values of a column by position.
	column := func(log string, i int) map[string]int {
		values := map[string]int{}
		for _, line := range logs[log] {
			if f := strings.Split(line, "\t"); i < len(f) {
				values[f[i]]++
			}
		}
		return values
	}
	contains := func(log string, i int, want ...string) {
		t.Helper()
		values := column(log, i)
		for _, w := range want {
			if values[w] == 0 {
				t.Errorf("%s.log: no line with %q in column %d; there are %v", log, w, i, values)
			}
		}
	}
	contains("conn", 7, "dns", "http", "-")
	contains("conn", 11, "S0", "S1", "SF", "REJ", "RSTO", "RSTR")
	contains("conn", 12, "T", "F") // local_orig
	contains("dns", 13, "A", "AAAA", "PTR", "MX", "TXT")
	contains("dns", 15, "NOERROR", "NXDOMAIN")
	contains("http", 7, "GET", "POST", "PUT", "HEAD")
	contains("http", 16, "200", "404")
	contains("weird", 6, "unknown_HTTP_method")
	contains("notice", 10, "Scan::Port_Scan", "Scan::Address_Scan")
	contains("notice", 13, "192.168.20.15", "2001:db8:20::15") // mallory
	contains("known_hosts", 1, "192.168.20.11", "192.168.20.16", "2001:db8:20::15")
	for host := range column("known_hosts", 1) {
		if !strings.HasPrefix(host, "192.168.20.") && !strings.HasPrefix(host, "2001:db8:20::") {
			t.Errorf("known_hosts.log: %s is not of the site", host)
		}
	}
	for src, n := range column("notice", 13) {
		if src != "192.168.20.15" && src != "2001:db8:20::15" {
			t.Errorf("notice.log: %d notices of %s, who does no harm", n, src)
		}
	}

	// The same again, byte for byte.
	_, again := run(t, cfg)
	if diff := cmp.Diff(logs, again); diff != "" {
		t.Errorf("a second run logs something else (-first +second):\n%s", diff)
	}
}
