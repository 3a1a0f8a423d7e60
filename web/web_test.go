package web_test

import (
	"io/fs"
	"math"
	"os"
	"path"
	"regexp"
	"strconv"
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

// TestContrast reckons the contrast of the style sheet's colours: 4.5:1 for
// text and 3:1 for marks, on every ground and in both themes (WCAG 2.2, 1.4.3
// and 1.4.11).
func TestContrast(t *testing.T) {
	sheet, err := os.ReadFile("src/app.css")
	if err != nil {
		t.Fatal(err)
	}
	text := []string{"ink", "ink2", "accent", "reproduced", "shifted", "different", "undecided"}
	marks := []string{"mark"}
	for i := range 12 {
		marks = append(marks, "c"+strconv.Itoa(i))
	}
	blocks := regexp.MustCompile(`(?s):root(\[data-theme="dark"\])? \{(.*?)\n\}`).FindAllStringSubmatch(string(sheet), -1)
	if len(blocks) != 2 {
		t.Fatalf("app.css has %d themes, want 2", len(blocks))
	}
	for _, block := range blocks {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z0-9]+): #([0-9a-f]{6});`).FindAllStringSubmatch(block[2], -1) {
			colours[m[1]] = luminance(m[2])
		}
		for _, group := range []struct {
			names   []string
			grounds []string
			least   float64
		}{{text, []string{"ground", "raised", "tint"}, 4.5}, {marks, []string{"ground"}, 3}} {
			for _, name := range group.names {
				for _, ground := range group.grounds {
					a, b := colours[name], colours[ground]
					if contrast := (max(a, b) + 0.05) / (min(a, b) + 0.05); contrast < group.least {
						t.Errorf("theme%s: --%s on --%s has a contrast of %.2f, want %.1f", block[1], name, ground, contrast, group.least)
					}
				}
			}
		}
	}
}

// luminance of a colour "rrggbb" as WCAG defines it.
func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
