package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"brig/orchestrator"
	"brig/result"
)

// printBenchmark prints the trials of a benchmark as a table, and what is to be said of
// an engine that is not brig's own.
func printBenchmark(w io.Writer, b *result.Benchmark, trials []*result.Trial) error {
	if err := printTrials(w, trials); err != nil {
		return err
	}
	if len(trials) > 0 && trials[0].Source != "" {
		fmt.Fprintf(w, "traced: not a trace but the engine's own %s\n", trials[0].Source)
	}
	for _, line := range orchestrator.LeftOut(b.Omitted) {
		fmt.Fprintf(w, "left out: %s\n", line)
	}
	return nil
}

// printTrials prints the trials of a benchmark as a table.
func printTrials(w io.Writer, trials []*result.Trial) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "trial\tpackets\tevents\twall ms\tinterval\tpeak MB\ttraced/plain\trelative\t\t")
	for _, trial := range trials {
		mark := ""
		if len(trial.Doubts) > 0 {
			mark = "*"
		}
		fmt.Fprintf(t, "%s/%s\t%d\t%d\t%.1f\t%s\t%.1f\t%s\t%s\t%s\t\n",
			trial.Suite, trial.Name, trial.Exact.Packets, trial.Exact.Events,
			trial.Wall.Median/1e6, interval(trial.Wall, 1e6), trial.PeakRSS.Median/1e6,
			slowdown(trial.Slowdown), relative(trial.Relative), mark)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return printDoubts(w, trials)
}

// maxDoubts is how many different doubts are printed.
const maxDoubts = 6

// printDoubts explains the marks of the table, each doubt once.
func printDoubts(w io.Writer, trials []*result.Trial) error {
	counts := map[string]int{}
	var order []string
	for _, trial := range trials {
		for _, d := range trial.Doubts {
			if counts[d]++; counts[d] == 1 {
				order = append(order, d)
			}
		}
	}
	for i, d := range order {
		if i == maxDoubts {
			fmt.Fprintf(w, "* and %d more: see the trials' doubts\n", len(order)-i)
			break
		}
		trials := "trials"
		if counts[d] == 1 {
			trials = "trial"
		}
		fmt.Fprintf(w, "* %d %s: %s\n", counts[d], trials, d)
	}
	if gates := brokenGates(trials); gates != "" {
		fmt.Fprintf(w, "* plain runs were disturbed by %s: \"brig doctor\" looks for what it may be, --wait waits for it to end\n", gates)
	}
	if len(trials) > 0 && trials[0].Wall.Confidence > 0 {
		_, err := fmt.Fprintf(w, "wall: median of the plain runs with an interval of %.1f %% confidence; relative: CPU time, to the first trial of the suite\n",
			100*trials[0].Wall.Confidence)
		return err
	}
	return nil
}

func interval(e result.Estimate, unit float64) string {
	if e.Low == nil || e.High == nil {
		return "-"
	}
	return fmt.Sprintf("%.1f-%.1f", *e.Low/unit, *e.High/unit)
}

func slowdown(e *result.Estimate) string {
	if e == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", e.Median)
}

func relative(e result.Estimate) string {
	if e.N == 0 {
		return "-"
	}
	if e.Low == nil || e.High == nil || *e.Low == *e.High {
		return fmt.Sprintf("%.3f", e.Median)
	}
	return fmt.Sprintf("%.3f ±%.0f%%", e.Median, 50*(*e.High-*e.Low)/e.Median)
}

// brokenGates counts the plain runs that broke each gate, the most often broken
// first.
func brokenGates(trials []*result.Trial) string {
	runs := map[string]int{}
	for _, t := range trials {
		for _, c := range t.Plain {
			for _, line := range c.Broken {
				gate, _, _ := strings.Cut(line, ":")
				runs[gate]++
			}
		}
	}
	gates := slices.SortedFunc(maps.Keys(runs), func(a, b string) int { return cmp.Or(cmp.Compare(runs[b], runs[a]), cmp.Compare(a, b)) })
	for i, gate := range gates {
		gates[i] = fmt.Sprintf("%s (%d)", gate, runs[gate])
	}
	return strings.Join(gates, ", ")
}
