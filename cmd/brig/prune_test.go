package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPrune removes no more than it is told.
func TestPrune(t *testing.T) {
	root := filepath.Join(t.TempDir(), "results")
	put := func(name string, days int) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Now().AddDate(0, 0, -days)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	const old, middle, latest, unfinished, unshared = "a-20260101T000000Z", "a-20260201T000000Z", "a-20260301T000000Z", "a-20260401T000000Z-2", "b-20260101T000000Z"
	for name, days := range map[string]int{old: 90, middle: 60, latest: 1, unfinished: 80, unshared: 99} {
		put(name+"/state.json", days)
		if name != unfinished {
			put(name+"/benchmark.json", days)
		}
		if name != unfinished && name != unshared {
			put(name+".tar.zst", days)
		}
	}
	put("a-123.partial/state.json", 1)
	put("captures/x.pcap", 1)
	put("brig.db", 500)             // not of a benchmark
	put("mine/benchmark.json", 500) // not brig's
	there := func() (names []string) {
		entries, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	all := there()
	prune := func(args ...string) (paths []string) {
		t.Helper()
		var said struct{ Stock []struct{ Path string } }
		if err := json.Unmarshal([]byte(runBrig(t, append([]string{"prune", "--results", root, "--json"}, args...), exitOK)), &said); err != nil {
			t.Fatal(err)
		}
		for _, s := range said.Stock {
			paths = append(paths, filepath.Base(s.Path))
		}
		slices.Sort(paths)
		return paths
	}
	for _, tt := range []struct {
		args string
		want []string
	}{
		{"results --older 30d", []string{old, middle}},
		{"results --keep 2", []string{old}},
		{"results --keep 0 --older 70d --unfinished", []string{old, unfinished}},
		{"results --older 95d --unshared", []string{unshared}},
		{"bundles --keep 1", []string{old + ".tar.zst", middle + ".tar.zst"}},
		{"captures leftovers", []string{"a-123.partial", "x.pcap"}},
		{"captures --older 2d", nil},
	} {
		if got := prune(strings.Fields(tt.args)...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.args, got, tt.want)
		}
	}
	if got := prune(); len(got) != 10 {
		t.Errorf("there is %v", got)
	}
	if got := there(); !slices.Equal(got, all) {
		t.Errorf("removed without --yes: %v left of %v", got, all)
	}
	prune("results", "leftovers", "--older", "30d", "--yes")
	want := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == old || name == middle })
	if got := there(); !slices.Equal(got, want) {
		t.Errorf("left %v, want %v", got, want)
	}
	for _, args := range [][]string{{"results", "--yes"}, {"--yes"}, {"result"}, {"results", "--older", "soon"}, {"results", "--keep", "-3"}} {
		runBrig(t, append([]string{"prune", "--results", root}, args...), exitUsage)
	}
	runBrig(t, []string{"prune", "--results", filepath.Join(root, "none")}, exitFailure)
}
