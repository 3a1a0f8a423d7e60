package bundle

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"brig/result"
)

// Limits on what a bundle may hold.
const (
	MaxFiles    = 100_000
	MaxFileSize = 64 << 20
	MaxSize     = 1 << 30 // of all files together
	maxName     = 512
)

// Files maps slash-separated relative names to contents.
type Files map[string][]byte

// Names returns the names in order.
func (f Files) Names() []string {
	names := make([]string, 0, len(f))
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// carried says which files of a result directory belong in a bundle: the
// documents, and what pins what was run.
func carried(name string) bool {
	switch base := path.Base(name); {
	case strings.Contains(name, ".partial"), base == "verdict.json", base == "bundle.json":
		return false
	case path.Ext(base) == ".json", base == "experiment.toml", base == "images.lock":
		return true
	}
	return false
}

// ReadDir reads the files of a result directory that belong in a bundle. A
// verdict is left out: it is about another bundle.
func ReadDir(dir string) (Files, error) {
	files := Files{}
	total := int64(0)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.Type().IsRegular() || !carried(name) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		total += info.Size()
		if info.Size() > MaxFileSize || total > MaxSize || len(files) >= MaxFiles {
			return fmt.Errorf("%s: more than a bundle may hold (%d files, %d bytes each, %d bytes in all)",
				filepath.Join(dir, name), MaxFiles, MaxFileSize, MaxSize)
		}
		data, err := root.ReadFile(name)
		files[name] = data
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading result directory: %w", err)
	}
	if files["benchmark.json"] == nil {
		return nil, fmt.Errorf("%s: no benchmark.json: not a finished result directory", dir)
	}
	return files, nil
}

// A Document is a document of a benchmark and the resource it belongs to.
type Document struct {
	Name     string // of its file
	Resource string
	result.Document
}

// Documents decodes and validates the documents among files, in the order of
// result.Resources and then of names.
func Documents(files Files) ([]Document, error) {
	var docs []Document
	names := files.Names()
	for _, r := range result.Resources {
		for _, name := range names {
			if base := path.Base(name); base != r.File && !(r.Name == "trials" && path.Dir(name) == "trials") {
				continue
			}
			doc := r.New()
			if err := json.Unmarshal(files[name], doc); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if err := doc.Head().Validate(); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			docs = append(docs, Document{name, r.Name, doc})
		}
	}
	return docs, nil
}

// checkName reports why name may not be the name of a member.
func checkName(name string) error {
	switch {
	case name == "" || len(name) > maxName:
		return fmt.Errorf("member name of %d bytes (1 to %d are allowed)", len(name), maxName)
	case !fs.ValidPath(name) || name == ".":
		return fmt.Errorf("member %q: not a clean relative path", name)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }):
		return fmt.Errorf("member %q: control characters and backslashes are not allowed", name)
	}
	return nil
}
