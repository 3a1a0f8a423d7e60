package images

import (
	"fmt"
	"os"
)

// A Recipe says what goes into an image.
type Recipe struct {
	Name     string // "brig/bro"
	Platform string // "linux/amd64"
	Title    string
	Files    []File // in any order
}

// A File is a file or, with no Content, a folder of an image.
type File struct {
	Path    string // absolute, slash-separated
	Mode    int64
	Content []byte
}

// Where things are in the brig/bro image.
const (
	ProbePath   = "/bin/brig-probe"
	EnginePath  = "/bin/bro"
	InPath      = "/in"      // a run's scripts, bound read-only
	CapturePath = "/capture" // a run's capture, bound read-only
	OutPath     = "/out"     // a run's documents, bound
	WorkPath    = "/work"    // scratch, in memory
)

// Platforms lists the platforms that images are pinned for.
func Platforms() []string { return []string{"linux/amd64", "linux/arm64"} }

// Bro is the recipe of the embedded engine's image, from the files of the programs
// bro and brig-probe. The script library is inside bro.
func Bro(platform, engine, probe string) (Recipe, error) {
	r := Recipe{
		Name:     "brig/bro",
		Platform: platform,
		Title:    "the embedded Bro engine of brig under its probe",
		Files: []File{
			{Path: "/bin", Mode: 0o755},
			{Path: InPath, Mode: 0o755},
			{Path: CapturePath, Mode: 0o444, Content: []byte{}},
			{Path: OutPath, Mode: 0o777},
			{Path: WorkPath, Mode: 0o1777},
			{Path: "/etc", Mode: 0o755},
			{Path: "/etc/passwd", Mode: 0o444, Content: []byte("bro:x:1000:1000::/work:/bin/bro\n")},
		},
	}
	for path, name := range map[string]string{EnginePath: engine, ProbePath: probe} {
		data, err := os.ReadFile(name)
		if err != nil {
			return Recipe{}, fmt.Errorf("reading the program for image %s (%s): %w: run \"make build\"", r.Name, platform, err)
		}
		r.Files = append(r.Files, File{Path: path, Mode: 0o555, Content: data})
	}
	return r, nil
}
