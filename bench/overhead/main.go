// Command overhead measures what the probe costs an engine that never waits.
//
//	go run ./bench/overhead -rounds 15 -length 1s
//
// The engine is this program itself: a fixed amount of arithmetic and of memory
// accesses at random, in more memory than a core's own caches hold. A round runs it
// once for each way of sampling, in an order of its own: hardly ever (once at
// the beginning and once at the end), at 10 Hz, at 1 kHz, and at 10 Hz with the
// engine suspended meanwhile. What is printed are the ratios to the first
// of the same round: their median, with the narrowest distribution-free interval
// of 95 % confidence. When interrupted it prints the rounds it has.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	"brig/probe"
	"brig/result"
	"brig/stats"
)

// workVariable says in the environment that this is the engine, and how many
// steps it takes.
const workVariable = "OVERHEAD_WORK"

func main() {
	if steps, err := strconv.Atoi(os.Getenv(workVariable)); err == nil {
		work(steps)
		return
	}
	rounds := flag.Int("rounds", 15, "how often each way of sampling is run")
	length := flag.Duration("length", time.Second, "of a run, about")
	seed := flag.Uint64("seed", 1, "of the order of runs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *rounds, *length, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "overhead:", err)
		os.Exit(1)
	}
}

// work is what the engine does.
func work(steps int) uint64 {
	memory := make([]uint64, 1<<20) // 8 MB
	x := uint64(88172645463325252)
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		memory[x%uint64(len(memory))] += x
	}
	return memory[0]
}

// A way of sampling.
type way struct {
	name     string
	interval time.Duration
	suspend  bool
}

func run(ctx context.Context, rounds int, length time.Duration, seed uint64) error {
	ways := []way{
		{"start and end", 24 * time.Hour, false}, {"10 Hz", 100 * time.Millisecond, false}, {"1 kHz", time.Millisecond, false},
		{"10 Hz, suspended", 100 * time.Millisecond, true},
	}
	steps, err := calibrate(ctx, length)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	runs := make([][]*result.Run, len(ways))
	for range rounds {
		round := make([]*result.Run, len(ways))
		for _, i := range random.Perm(len(ways)) {
			round[i], err = measure(ctx, ways[i], steps)
			if ctx.Err() != nil && len(runs[0]) > 1 {
				return print(ways, runs) // of the rounds that are whole
			}
			if err != nil {
				return err
			}
		}
		for i, r := range round {
			runs[i] = append(runs[i], r)
		}
	}
	return print(ways, runs)
}

// calibrate finds the work that takes about so long.
func calibrate(ctx context.Context, length time.Duration) (steps int, err error) {
	const trial = 20_000_000
	r, err := measure(ctx, way{interval: time.Hour}, trial)
	if err != nil {
		return 0, err
	}
	return int(float64(trial) * float64(length) / float64(r.Usage.User+r.Usage.System)), nil
}

func measure(ctx context.Context, w way, steps int) (*result.Run, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r, err := probe.Measure(ctx, probe.Command{
		Args:     []string{self},
		Env:      append(os.Environ(), fmt.Sprintf("%s=%d", workVariable, steps)),
		Interval: w.interval,
		Grace:    time.Second,
		Suspend:  w.suspend,
	})
	if err == nil && !r.Exit.OK() {
		err = fmt.Errorf("the engine ended with status %d", r.Exit.Status)
	}
	return r, err
}

// print prints the table.
func print(ways []way, runs [][]*result.Run) error {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintf(out, "%d rounds; the engine alone: %.0f ms of wall time, %.0f ms of processor time (medians)\n\n", len(runs[0]),
		median(runs[0], wall)/1e6, median(runs[0], cpu)/1e6)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "sampling\twall time\tinterval\tprocessor time\tinterval\tprobe, of one processor\tsamples\tlate, median\t99 %\t")
	for i, w := range ways {
		if i == 0 {
			continue
		}
		a, b := ratios(runs[i], runs[0], wall), ratios(runs[i], runs[0], cpu)
		fmt.Fprintf(t, "%s\t%+.2f %%\t%s\t%+.2f %%\t%s\t%.2f %%\t%.0f\t%v\t%v\t\n",
			w.name, percent(a.Median), between(a), percent(b.Median), between(b),
			100*median(runs[i], func(r *result.Run) float64 { return float64(r.Noise.Probe) / float64(r.Usage.Wall) }),
			median(runs[i], func(r *result.Run) float64 { return float64(len(r.Samples.At)) }),
			late(runs[i], func(n result.Noise) *int64 { return n.Late50 }), late(runs[i], func(n result.Noise) *int64 { return n.Late99 }))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	broken := 0
	for _, all := range runs {
		for _, r := range all {
			if len(r.Noise.Broken) > 0 {
				broken++
			}
		}
	}
	fmt.Fprintf(out, "\n%d of %d runs broke a gate: the machine was shared meanwhile\n", broken, len(runs)*len(runs[0]))
	return out.Flush()
}

func wall(r *result.Run) float64 { return float64(r.Usage.Wall) }
func cpu(r *result.Run) float64  { return float64(r.Usage.User + r.Usage.System) }

func median(runs []*result.Run, of func(*result.Run) float64) float64 {
	var v []float64
	for _, r := range runs {
		v = append(v, of(r))
	}
	return stats.Median(v, 0.95).Median
}

// ratios compares each run with the one of the same round.
func ratios(runs, base []*result.Run, of func(*result.Run) float64) stats.Interval {
	var v []float64
	for i := range runs {
		v = append(v, of(runs[i])/of(base[i]))
	}
	return stats.Median(v, 0.95)
}

func percent(ratio float64) float64 { return 100 * (ratio - 1) }

func between(i stats.Interval) string {
	return fmt.Sprintf("%+.2f to %+.2f", percent(i.Low), percent(i.High))
}

func late(runs []*result.Run, of func(result.Noise) *int64) time.Duration {
	return time.Duration(median(runs, func(r *result.Run) float64 {
		if l := of(r.Noise); l != nil {
			return float64(*l)
		}
		return 0
	})).Round(time.Microsecond)
}
