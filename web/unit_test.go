package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"brig/result"
)

// TestUnits runs the tests that are written in TypeScript, in the browser.
func TestUnits(t *testing.T) {
	files, err := filepath.Glob("src/*.test.ts")
	if err != nil || len(files) == 0 {
		t.Fatalf("no tests in src (%v)", err)
	}
	b := newTab(t, startBrowser(t), "", t.TempDir())
	b.do(chromedp.Navigate("about:blank"))
	for _, file := range files {
		built := api.Build(api.BuildOptions{EntryPoints: []string{file}, Bundle: true, Format: api.FormatIIFE, Target: api.ES2022, LogLevel: api.LogLevelSilent})
		if len(built.Errors) > 0 {
			t.Fatalf("%s: %v", file, built.Errors)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := b.eval(`globalThis.failures = []; globalThis.checks = 0;` + string(built.OutputFiles[0].Contents) + `;JSON.stringify({checks, failures})`)
			var result struct {
				Checks   int
				Failures []string
			}
			if err := json.Unmarshal([]byte(got), &result); err != nil {
				t.Fatal(err)
			}
			if result.Checks == 0 {
				t.Error("nothing was checked")
			}
			for _, failure := range result.Failures {
				t.Error(failure)
			}
		})
	}
}

// TestColumns wants every column of samples in a chart, and none that there is
// not.
func TestColumns(t *testing.T) {
	source, err := os.ReadFile("src/series.ts")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`part\("[^"]*", "(\w+)"(?:, "(\w+)")?\)|(?:of|over): "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
		for _, column := range m[1:] {
			if column != "" {
				drawn[column] = true
			}
		}
	}
	samples := reflect.TypeFor[result.Samples]()
	columns := 0
	for i := range samples.NumField() {
		f := samples.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Type != reflect.TypeFor[[]int64]() || name == "at_ns" {
			continue
		}
		columns++
		if !drawn[name] {
			t.Errorf("no chart has the column %s", name)
		}
		delete(drawn, name)
	}
	if columns < 50 {
		t.Errorf("samples have %d columns", columns)
	}
	for name := range drawn {
		t.Errorf("a chart has the column %s, which samples have not", name)
	}
}
