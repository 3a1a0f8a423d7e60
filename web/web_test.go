package web_test

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"brig/web"
)

// TestAssets opens everything that index.html names.
func TestAssets(t *testing.T) {
	files := web.FS()
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(page), -1)
	assets := 0
	for _, match := range found {
		name, ours := strings.CutPrefix(match[1], "/ui/")
		if !ours {
			if match[1] != "/benchmarks" {
				t.Errorf("index.html names %s, which is not under /ui/", match[1])
			}
			continue
		}
		assets++
		if info, err := fs.Stat(files, name); err != nil {
			t.Errorf("index.html names %s: %v", match[1], err)
		} else if info.Size() == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	if assets < 3 {
		t.Errorf("index.html names %d assets, want a script, a style and an icon", assets)
	}
	if regexp.MustCompile(`<script>|<style|style="|onload=`).Match(page) {
		t.Error("index.html has inline code or styles, which the server's security policy forbids")
	}
}

// TestOffline looks for addresses of other sites in all files.
func TestOffline(t *testing.T) {
	// Names, not addresses: nothing is loaded from them.
	names := map[string]bool{"http://www.w3.org/2000/svg": true}
	address := regexp.MustCompile(`(?:https?:)?//[a-zA-Z0-9][-a-zA-Z0-9.]*\.[a-z]{2,}[^\s"'` + "`" + `)]*`)
	err := fs.WalkDir(web.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".txt" {
			return err
		}
		content, err := fs.ReadFile(web.FS(), name)
		if err != nil {
			return err
		}
		for _, found := range address.FindAllString(string(content), -1) {
			if !names[found] {
				t.Errorf("%s holds the address %s; the browser must work offline", name, found)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLicences makes sure that the licences of bundled packages are shipped.
func TestLicences(t *testing.T) {
	text, err := fs.ReadFile(web.FS(), "LICENSES.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"uplot\n", "The MIT License", "Leon Sorokin"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("LICENSES.txt does not say %q", want)
		}
	}
}
