// Command bench runs the benchmarks of this module and prints one table of
// what they say.
//
//	go run ./bench                 # 5 rounds of 200ms a benchmark
//	go run ./bench -rounds 3 -time 100ms -run Language
//	go run ./bench results.txt     # the table of output kept from before
//
// Each piece of work is done by plain Go, written for the purpose or from a
// library, and by brig, on the same data in the same run. A round is one run of
// all benchmarks; the rounds follow each other, so that what disturbs the
// machine for a while disturbs both sides of every ratio. The table has the
// median of all rounds of each side and the median of the ratios of each
// round, with the lowest and the highest. Where these lie far apart the machine
// was busy; the ratio of the fastest round of each side ("of best") suffers less.
// A benchmark that runs n rounds of its work in one operation has n=N in its name;
// times and allocations are for one of these.
//
// The output of "go test -bench" goes to standard error as it comes.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rounds := flags.Int("rounds", 5, "runs of all benchmarks")
	duration := flags.String("time", "200ms", "least time of each benchmark (-benchtime of go test)")
	which := flags.String("run", ".", "expression for benchmarks (-bench of go test)")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	results := newResults()
	for _, name := range flags.Args() {
		if err := readFile(results, name); err != nil {
			fmt.Fprintln(stderr, "bench:", err)
			return 1
		}
	}
	if flags.NArg() == 0 {
		for i := range *rounds {
			fmt.Fprintf(stderr, "round %d of %d\n", i+1, *rounds)
			if err := round(ctx, results, *duration, *which, stderr); err != nil {
				fmt.Fprintln(stderr, "bench:", err)
				return 1
			}
		}
	}
	if err := results.table(stdout); err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	}
	if works := results.notRun(); len(works) > 0 {
		fmt.Fprintln(stderr, "bench: not run:", strings.Join(works, "; "))
	}
	return 0
}

func readFile(r *results, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return r.read(f)
}

// round runs all benchmarks once, one package after the other.
func round(ctx context.Context, r *results, duration, which string, progress io.Writer) error {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", "test", "-p", "1", "-run", "^$", "-bench", which, "-benchtime", duration, "-benchmem", "brig/...")
	cmd.Stdout = io.MultiWriter(&out, progress)
	cmd.Stderr = progress
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running %v: %w", cmd.Args, err)
	}
	return r.read(&out)
}
