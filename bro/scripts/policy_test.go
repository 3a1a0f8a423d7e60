package scripts_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"brig/bro"
	"brig/traces"
)

// TestPolicy runs the archives below testdata/policy, one a script: what it does with a
// capture. The members of an archive are
//
//	main.bro    what is loaded
//	capture     packets in the text form of type wire, or "site", the recorded capture
//	names       what the name service knows, as lines "PTR name target" and "TXT name text"
//	stdout      what is printed
//	NAME.log    lines of a log, of which the first names the fields to compare, or is "*"
//	            for the file as it is; an empty member says that there is no such log
//
// Other members are files for main.bro, in @DIR.
func TestPolicy(t *testing.T) {
	var tests []string
	err := filepath.WalkDir(filepath.Join("testdata", "policy"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".txtar") {
			tests = append(tests, name)
		}
		return err
	})
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests: %v", err)
	}
	for _, name := range tests {
		test := strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(name), ".txtar"), "testdata/policy/")
		t.Run(test, func(t *testing.T) { runPolicy(t, name) })
	}
}

func runPolicy(t *testing.T, name string) {
	name, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	site, err := filepath.Abs(filepath.Join("..", "..", "traces", traces.File))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cfg := bro.Config{Bare: true, Scripts: []string{filepath.Join(dir, "main.bro")}, Dir: t.TempDir()}
	t.Chdir(cfg.Dir) // what scripts write themselves goes there too
	for _, f := range a.Files {
		switch {
		case f.Name == "capture" && strings.TrimSpace(string(f.Data)) == "site":
			cfg.Capture, cfg.IgnoreChecksums = site, true
		case f.Name == "capture":
			cfg.Capture = filepath.Join(dir, "capture.pcap")
			writeWire(t, cfg.Capture, string(f.Data))
		case f.Name == "names":
			serveNames(t, string(f.Data))
		case f.Name != "stdout" && !strings.HasSuffix(f.Name, ".log"):
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	var stdout, messages bytes.Buffer
	cfg.Stdout, cfg.Stderr = &stdout, &messages
	if _, err := bro.Run(t.Context(), &cfg); err != nil {
		t.Fatalf("%v\n%s", err, messages.String())
	}
	if messages.Len() > 0 {
		t.Errorf("messages:\n%s", messages.String())
	}
	changed := false
	for i, f := range a.Files {
		var got string
		switch {
		case f.Name == "stdout":
			got = stdout.String()
		case strings.HasSuffix(f.Name, ".log"):
			got = logFields(t, filepath.Join(cfg.Dir, f.Name), string(f.Data))
		default:
			continue
		}
		if diff := cmp.Diff(string(f.Data), got); diff != "" && !*update {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
		changed = changed || got != string(f.Data)
		a.Files[i].Data = []byte(got)
	}
	if *update && changed {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// logFields gives the lines of a log with the fields that the first line of want names.
func logFields(t *testing.T, name, want string) string {
	t.Helper()
	head, _, _ := strings.Cut(want, "\n")
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	if head == "*" {
		return "*\n" + string(text)
	}
	var b strings.Builder
	b.WriteString(head + "\n")
	var at map[string]int
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if cells[0] == "#fields" {
			at = map[string]int{}
			for i, f := range cells[1:] {
				at[f] = i
			}
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		var shown []string
		for _, f := range strings.Fields(head) {
			i, ok := at[f]
			if !ok {
				t.Fatalf("%s: no field %s; there are %v", name, f, slices.Sorted(maps.Keys(at)))
			}
			shown = append(shown, cells[i])
		}
		b.WriteString(strings.Join(shown, "\t") + "\n")
	}
	return b.String()
}
