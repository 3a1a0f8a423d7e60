package builtin_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brig/bro/builtin"
	"brig/bro/interp"
	"brig/bro/resolve"
)

// prototypes are the files that declare this package's builtins.
var prototypes = []string{"types", "strings", "conversion", "system", "reporter", "option", "trace", "sketch"}

// open opens prototypes by their script names, and all else from the disk.
func open(name string) (fs.File, error) {
	if rest, ok := strings.CutPrefix(name, "lib/"); ok {
		return os.Open(filepath.Join("..", "scripts", rest))
	}
	return os.Open(name)
}

func config(h *builtin.Host) (*resolve.Config, map[string]interp.Builtin) {
	all := builtin.All(h)
	cfg := &resolve.Config{
		Open:    open,
		Path:    []string{"lib"},
		Builtin: func(name string) bool { return all[name] != nil },
	}
	for _, p := range prototypes {
		cfg.Base = append(cfg.Base, "base/bif/"+p+".bif.bro")
	}
	cfg.Base = append(cfg.Base, "testdata/prelude.bro")
	return cfg, all
}

func TestPrototypesMatchImplementations(t *testing.T) {
	cfg, all := config(&builtin.Host{})
	prog, err := resolve.Load(cfg)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, f := range prog.Funcs {
		if f.Builtin {
			declared[f.Name] = true
			if all[f.Name] == nil {
				t.Errorf("%s is declared but not implemented", f.Name)
			}
		}
	}
	for name, f := range all {
		if f == nil {
			t.Errorf("%s is nil", name)
		}
		if !declared[name] {
			t.Errorf("%s is implemented but not declared", name)
		}
	}
}

// TestScripts runs testdata/*.bro. Each file says what it prints in lines
// "# expect: TEXT", in order; an error or warning that it reports on a line of its own is
// expected by "### "TEXT"" on that line.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bro")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if path.Base(file) == "prelude.bro" {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".bro"), func(t *testing.T) { runScript(t, file) })
	}
}

func runScript(t *testing.T, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want, wantReports []string
	advance := false
	for i, line := range strings.Split(string(data), "\n") {
		if text, ok := strings.CutPrefix(line, "# expect:"); ok {
			want = append(want, strings.TrimPrefix(text, " "))
		}
		if _, text, ok := strings.Cut(line, "### "); ok {
			wantReports = append(wantReports, fmt.Sprintf("line %d: %s", i+1, strings.Trim(text, `"`)))
		}
		advance = advance || strings.HasPrefix(line, "# advance")
	}
	var out bytes.Buffer
	cfg, all := config(&builtin.Host{Version: "2.3-test"})
	cfg.Scripts = []string{file}
	prog, err := resolve.Load(cfg)
	if err != nil {
		t.Fatal(err)
	}
	in, err := interp.New(prog, all)
	if err != nil {
		t.Fatal(err)
	}
	var reports []string
	in.Stdout = &out
	in.Clock = func() float64 { return 1400000000.5 }
	in.Report = func(r interp.Report) {
		reports = append(reports, fmt.Sprintf("line %d: %s: %s", r.Pos.Line, r.Kind, r.Msg))
	}
	_ = in.Start() // errors are in reports
	in.Queue(in.Event("zeek_init"))
	_ = in.Drain()
	if advance {
		for i := range 400 {
			_ = in.Advance(1000 + float64(i))
			_ = in.Drain()
		}
	}
	in.Queue(in.Event("zeek_done"))
	_ = in.Drain()
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if out.Len() == 0 {
		got = nil
	}
	if !slices.Equal(got, want) {
		t.Errorf("prints\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if len(reports) != len(wantReports) {
		t.Errorf("reports\n\t%s\nwant\n\t%s", strings.Join(reports, "\n\t"), strings.Join(wantReports, "\n\t"))
		return
	}
	for i, w := range wantReports {
		line, text, _ := strings.Cut(w, ": ")
		if !strings.HasPrefix(reports[i], line+": ") || !strings.Contains(reports[i], text) {
			t.Errorf("reports %q, want %q", reports[i], w)
		}
	}
}
