package builtin_test

import (
	"io/fs"
	"os"
	"path/filepath"
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
