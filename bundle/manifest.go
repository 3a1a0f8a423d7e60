package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strings"
)

// manifestName is the first member of every bundle.
const manifestName = "manifest.json"

// Version is the version of the bundle format.
const Version = 1

// A Manifest lists what is in a bundle.
type Manifest struct {
	Version   int      `json:"version"`
	Benchmark string   `json:"benchmark"` // uuid
	Files     []Member `json:"files"`     // in the order of names
}

// A Member is one file of a bundle.
type Member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size_bytes"`
	SHA256 string `json:"sha256"`
}

// manifest describes files.
func manifest(files Files) (Manifest, error) {
	var benchmark struct {
		UUID string `json:"uuid"`
	}
	if err := json.Unmarshal(files["benchmark.json"], &benchmark); err != nil {
		return Manifest{}, fmt.Errorf("benchmark.json: %w", err)
	}
	m := Manifest{Version: Version, Benchmark: benchmark.UUID, Files: []Member{}}
	for _, name := range files.Names() {
		sum := sha256.Sum256(files[name])
		m.Files = append(m.Files, Member{name, int64(len(files[name])), hex.EncodeToString(sum[:])})
	}
	return m, nil
}

// parseManifest reads and checks a manifest: its version, its names and their
// order, its sizes.
func parseManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s: %w", manifestName, err)
	}
	if m.Version != Version {
		return m, fmt.Errorf("%s: bundle version %d; this program reads version %d", manifestName, m.Version, Version)
	}
	if len(m.Files) > MaxFiles {
		return m, fmt.Errorf("%s: %d files (%d are allowed)", manifestName, len(m.Files), MaxFiles)
	}
	total, last := int64(0), ""
	files := make(map[string]bool, len(m.Files)) // folded, as file systems may do
	for _, f := range m.Files {
		if err := checkName(f.Name); err != nil {
			return m, fmt.Errorf("%s: %w", manifestName, err)
		}
		if f.Name <= last || f.Name == manifestName || f.Name == signatureName {
			return m, fmt.Errorf("%s: %q is out of order", manifestName, f.Name)
		}
		folded := strings.ToLower(f.Name)
		if files[folded] {
			return m, fmt.Errorf("%s: %q differs from another name only in case", manifestName, f.Name)
		}
		files[folded] = true
		if f.Size < 0 || f.Size > MaxFileSize {
			return m, fmt.Errorf("%s: %q: size %d (0 to %d are allowed)", manifestName, f.Name, f.Size, MaxFileSize)
		}
		if total += f.Size; total > MaxSize {
			return m, fmt.Errorf("%s: more than %d bytes in all", manifestName, int64(MaxSize))
		}
		last = f.Name
	}
	for name := range files {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if files[dir] {
				return m, fmt.Errorf("%s: %q is a file and a folder", manifestName, dir)
			}
		}
	}
	return m, nil
}
