package main

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A row compares two benchmarks. Names are as go test prints them, without
// the number of processors.
type row struct {
	work       string
	base, ours string
	goal       float64 // highest ratio wanted; 0: none is set
}

func language(work, name string, n int, goal float64) row {
	return script(work, "BenchmarkLanguage/work="+name, n, goal)
}

func script(work, name string, n int, goal float64) row {
	name = fmt.Sprintf("%s/n=%d/in=", name, n)
	return row{work, name + "go", name + "script", goal}
}

// rows is the table, in its order.
func rows() []row {
	const match = "BenchmarkMatch/work="
	const captured = "BenchmarkCapture/step="
	const ascii, madeUp, search = "BenchmarkASCII/n=300000/in=", "BenchmarkMadeUp/n=300000/in=", "BenchmarkSearch/n=10400/in="
	const decode1, decode2 = "BenchmarkDecode/version=1/do=", "BenchmarkDecode/version=2/do="
	return []row{
		language("empty loop", "loop", 10000, 12),
		language("arithmetic on variables", "arithmetic", 1000, 0),
		language("function call", "calls", 10000, 10),
		language("recursion", "recursion", 1973, 10),
		language("count keys: insert, look up, iterate, delete", "tables", 1000, 2.5),
		language("count keys: look up", "lookup", 1000, 0),
		language("count keys: iterate", "iterate", 1000, 0),
		language("record keys: insert, look up", "keyed", 1000, 3),
		language("small tables", "small", 1000, 4),
		language("vector append and index", "vectors", 1000, 6),
		language("record create and access", "records", 1000, 6),
		language("fields: read, write, follow", "fields", 1000, 6),
		language("string concatenation", "concat", 1000, 3),
		language("string built with +=, to strings.Builder", "build", 1000, 0),
		language("fmt", "format", 1000, 3),
		{"pattern search, to a DFA by hand", search + "go", search + "pattern", 1.5},
		{"pattern search, to package regexp", search + "regexp", search + "pattern", 1},
		{"pattern of 200 words, to a DFA", match + "words/n=11214/in=go", match + "words/n=11214/in=pattern", 1.5},
		{"pattern for SQL injection, to a DFA", match + "injection/n=9920/in=go", match + "injection/n=9920/in=pattern", 1.5},
		{"pattern of classes, to a DFA", match + "class/n=11214/in=go", match + "class/n=11214/in=pattern", 1.5},
		{"200 patterns in one pass, to one by one", "BenchmarkSet/n=200/in=each", "BenchmarkSet/n=200/in=set", 0},
		language("event, no queue", "direct", 1000, 8),
		language("event that raises the next", "recurse", 1000, 8),
		language("events queued in a batch", "raise", 1000, 8),
		script("schedule", "BenchmarkTimers/work=schedule", 1000, 6),
		script("table expiry", "BenchmarkTimers/work=expire", 1000, 3),
		{"ASCII rows to a table", ascii + "go", ascii + "table", 2},
		{"ASCII rows to a table, with a predicate", ascii + "go", ascii + "predicate", 2},
		{"ASCII rows to a set", ascii + "go", ascii + "set", 2},
		{"ASCII rows to events", ascii + "go", ascii + "event", 2},
		{"BENCHMARK rows to events", madeUp + "go", madeUp + "event", 0},
		{"capture: read, to gopacket's bare loop", captured + "gopacket", captured + "read", 0},
		{"capture: read and decode, to the bare loop", captured + "gopacket", captured + "decode,checksums=checked", 1.67},
		{"capture: connections, to the bare loop", captured + "gopacket", captured + "connections", 0},
		{"capture: analyzers, to the bare loop", captured + "gopacket", captured + "analyzer,name=all", 0},
		{"capture: default scripts, to the bare loop", captured + "gopacket", captured + "scripts", 0},
		{"whole engine, tracing all to none", "BenchmarkRun/trace=off", "BenchmarkRun/trace=all", 1.3},
		{"trace entry with its clock, to the clock", "BenchmarkEnter/n=2/of=clock", "BenchmarkEnter/n=2/of=version=2,clocks=on", 2.5},
		{"what of it the engine waits for", "BenchmarkEnter/n=2/of=clock", "BenchmarkEnter/n=2/of=engine", 1.5},
		{"trace blocks expanded, to copying", "BenchmarkLZF/do=copy", "BenchmarkLZF/do=expand", 0},
		{"trace blocks packed, to copying", "BenchmarkLZF/do=copy", "BenchmarkLZF/do=pack", 0},
		{"trace of version 1 decoded, to LZF alone", decode1 + "expand", decode1 + "decode,procs=1", 1.25},
		{"trace of version 1 decoded, to copying", decode1 + "copy", decode1 + "decode,procs=1", 0},
		{"trace of version 1 decoded, all processors", decode1 + "decode,procs=1", decode1 + "decode,procs=all", 0},
		{"trace of version 2 decoded, to zstd alone", decode2 + "expand", decode2 + "decode,procs=1", 0},
		{"trace of version 2 decoded, to version 1", decode1 + "decode,procs=1", decode2 + "decode,procs=1", 0.5},
		{"trace of version 2 decoded, all processors", decode2 + "decode,procs=1", decode2 + "decode,procs=all", 0},
	}
}

// A result is a benchmark in one round; of what has n=N in its name, for one of N.
type result struct{ ns, allocs float64 }

// results are those of all rounds by name of the benchmark.
type results struct{ byName map[string][]result }

func newResults() *results { return &results{map[string][]result{}} }

// "BenchmarkX/n=10/in=go-2  100  123.4 ns/op  5 B/op  1 allocs/op"
var (
	line  = regexp.MustCompile(`^(Benchmark\S*?)(?:-\d+)?\s+\d+\s+(.*)$`)
	count = regexp.MustCompile(`/n=(\d+)(?:/|$)`)
)

// read takes in what go test prints; what is no result it passes over.
func (r *results) read(from io.Reader) error {
	s := bufio.NewScanner(from)
	for s.Scan() {
		m := line.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		n := 1.0
		if c := count.FindStringSubmatch(m[1]); c != nil {
			n, _ = strconv.ParseFloat(c[1], 64)
		}
		var res result
		fields := strings.Fields(m[2])
		for i := 0; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("reading %q: %w", s.Text(), err)
			}
			switch fields[i+1] {
			case "ns/op":
				res.ns = v / n
			case "allocs/op":
				res.allocs = v / n
			}
		}
		r.byName[m[1]] = append(r.byName[m[1]], res)
	}
	return s.Err()
}

// notRun names the rows of which a side has not been run, because of -run or
// because no benchmark has the name it has here.
func (r *results) notRun() []string {
	var works []string
	for _, row := range rows() {
		if len(r.byName[row.base]) == 0 || len(r.byName[row.ours]) == 0 {
			works = append(works, row.work)
		}
	}
	return works
}

// table prints the rows of which both sides have been run.
func (r *results) table(to io.Writer) error {
	const columns = "%-46s %12s %12s %8s %-17s %8s %6s %7s  %s\n"
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, columns, "work", "base ns", "ours ns", "ratio", "lowest-highest", "of best", "goal", "allocs", "")
	met, goals := 0, 0
	for _, row := range rows() {
		base, ours := r.byName[row.base], r.byName[row.ours]
		rounds := min(len(base), len(ours))
		if rounds == 0 {
			continue
		}
		ratios := make([]float64, rounds)
		for i := range ratios {
			ratios[i] = ours[i].ns / base[i].ns
		}
		ns := func(r result) float64 { return r.ns }
		ratio := median(ratios)
		goal, verdict := "", ""
		if row.goal > 0 {
			goals++
			goal = strconv.FormatFloat(row.goal, 'g', -1, 64)
			if verdict = "missed"; ratio <= row.goal {
				verdict = "met"
				met++
			}
		}
		fmt.Fprintf(w, columns, row.work, short(medianOf(base, ns)), short(medianOf(ours, ns)), short(ratio),
			short(slices.Min(ratios))+"-"+short(slices.Max(ratios)), short(best(ours)/best(base)), goal,
			short(medianOf(ours, func(r result) float64 { return r.allocs })), verdict)
	}
	fmt.Fprintf(w, "%d of %d goals met\n", met, goals)
	return w.Flush()
}

// short is a number to three digits.
func short(x float64) string {
	switch {
	case x < 0.005:
		return "0"
	case x < 10:
		return strconv.FormatFloat(x, 'f', 2, 64)
	case x < 100:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return strconv.FormatFloat(x, 'f', 0, 64)
}

// best is the time of the fastest round.
func best(rs []result) float64 {
	ns := rs[0].ns
	for _, r := range rs {
		ns = min(ns, r.ns)
	}
	return ns
}

func medianOf(rs []result, of func(result) float64) float64 {
	xs := make([]float64, len(rs))
	for i, r := range rs {
		xs[i] = of(r)
	}
	return median(xs)
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	n := len(xs)
	return (xs[(n-1)/2] + xs[n/2]) / 2
}
