package main

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	r := newResults()
	for _, round := range []string{`goos: linux
BenchmarkLanguage/work=loop/n=10000/in=go-2     100   2000 ns/op   0 B/op   0 allocs/op
BenchmarkLanguage/work=loop/n=10000/in=script-2  50  20000 ns/op   0 B/op   0 allocs/op
BenchmarkLanguage/work=small/n=1000/in=go-2     100  10000 ns/op   0 B/op   0 allocs/op
BenchmarkLanguage/work=small/n=1000/in=script-2  50  70000 ns/op   9 MB/s   0 B/op  2000 allocs/op
BenchmarkRun/trace=off-2                         50  70000 ns/op
PASS`, `BenchmarkLanguage/work=loop/n=10000/in=go  100   2000 ns/op
BenchmarkLanguage/work=loop/n=10000/in=script    50  24000 ns/op`} {
		if err := r.read(strings.NewReader(round)); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := r.table(&out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"work base ns ours ns ratio lowest-highest of best goal allocs",
		"empty loop 0.20 2.20 11.0 10.0-12.0 10.0 12 0 met",
		"small tables 10.0 70.0 7.00 7.00-7.00 7.00 4 2.00 missed",
		"1 of 2 goals met",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if left := r.notRun(); len(left) != len(rows())-2 || slices.Contains(left, "empty loop") || !slices.Contains(left, "whole engine, tracing all to none") {
		t.Errorf("not run: %q", left)
	}
	if err := r.read(strings.NewReader("BenchmarkX 1 fast ns/op\n")); err == nil {
		t.Error("a line without number is read")
	}
}

// Each row names benchmarks that there are.
func TestRowsAreRun(t *testing.T) {
	if testing.Short() {
		t.Skip("runs each benchmark of the table once")
	}
	tops := map[string]bool{}
	for _, row := range rows() {
		for _, name := range []string{row.base, row.ours} {
			top, _, _ := strings.Cut(name, "/")
			tops[top] = true
		}
	}
	which := "^(" + strings.Join(slices.Sorted(maps.Keys(tops)), "|") + ")$"
	r := newResults()
	if err := round(t.Context(), r, "1x", which, io.Discard); err != nil {
		t.Fatal(err)
	}
	if works := r.notRun(); len(works) > 0 {
		t.Errorf("rows without a benchmark: %q", works)
	}
}
