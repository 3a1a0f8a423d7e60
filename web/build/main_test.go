package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSameBytes builds from two copies of the sources in different folders:
// both builds, and the files that are committed, have to be the same.
func TestSameBytes(t *testing.T) {
	web, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(web, "node_modules", "uplot")); err != nil {
		t.Skip("web/node_modules is missing (make web, or npm ci in web)")
	}
	first := buildCopy(t, web, "a")
	second := buildCopy(t, web, filepath.Join("some", "other", "folder"))
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("two builds differ (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff(read(t, filepath.Join(web, "dist")), first); diff != "" {
		t.Errorf("web/dist is not what the sources give; run make web (-committed +built):\n%.2000s", diff)
	}
}

func buildCopy(t *testing.T, web, name string) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	for _, part := range []string{"src", "node_modules/uplot"} {
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join(web, part))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"tsconfig.json", "package.json"} {
		content, err := os.ReadFile(filepath.Join(web, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := build(dir, filepath.Join(dir, "dist")); err != nil {
		t.Fatal(err)
	}
	return read(t, filepath.Join(dir, "dist"))
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[entry.Name()] = string(content)
	}
	return out
}

// TestErrors wants positions in what is said of broken sources.
func TestErrors(t *testing.T) {
	dir := t.TempDir()
	if err := build(dir, filepath.Join(dir, "dist")); err == nil {
		t.Error("building without npm packages: no error")
	}
	if err := os.MkdirAll(filepath.Join(dir, "node_modules", "uplot"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := build(dir, filepath.Join(dir, "dist")); err == nil {
		t.Error("building without sources: no error")
	}
	if _, err := os.Stat(filepath.Join(dir, "dist")); err == nil {
		t.Error("a failed build wrote files")
	}
}
