// Package syntaxtest finds scripts for tests and fuzzers of what reads them.
package syntaxtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Scripts gives the scripts below some folders by name, those in archives (NAME.txtar:SCRIPT) too.
func Scripts(t testing.TB, roots ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			switch filepath.Ext(name) {
			case ".bro":
				files[filepath.ToSlash(name)] = string(data)
			case ".txtar":
				for _, f := range txtar.Parse(data).Files {
					if strings.HasSuffix(f.Name, ".bro") {
						files[filepath.ToSlash(name)+":"+f.Name] = string(f.Data)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// Seed gives a fuzzer the scripts of these folders, in the same order each time. A file that
// holds several scripts has lines of "---" between them.
func Seed(f *testing.F, roots ...string) {
	f.Helper()
	scripts := Scripts(f, roots...)
	names := make([]string, 0, len(scripts))
	for name := range scripts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for script := range strings.SplitSeq(scripts[name], "\n---\n") {
			f.Add(script)
		}
	}
}
