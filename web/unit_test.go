package web_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"brig/stats"
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
	t.Run("estimate as package stats", func(t *testing.T) { compareEstimates(t, b) })
}

// compareEstimates wants the browser's medians and intervals to be those of
// package stats.
func compareEstimates(t *testing.T, b *tab) {
	rng := rand.New(rand.NewPCG(7, 7))
	for n := 2; n <= 40; n++ {
		values := make([]float64, n)
		for i := range values {
			values[i] = math.Round(rng.NormFloat64() * 1000)
		}
		text, err := json.Marshal(values)
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Median, Low, High, Confidence float64 }
		if err := json.Unmarshal([]byte(b.eval(fmt.Sprintf("JSON.stringify(estimate(%s))", text))), &got); err != nil {
			t.Fatal(err)
		}
		want := stats.Median(values, 0.95)
		if got.Median != want.Median || got.Low != want.Low || got.High != want.High || math.Abs(got.Confidence-want.Confidence) > 1e-12 {
			t.Errorf("estimate of %d values = %+v, want %+v", n, got, want)
		}
	}
}
