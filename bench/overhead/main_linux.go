// Command overhead measures what the probe costs an engine that never waits.
//
//	go run ./bench/overhead -time 4m -window 100ms
//
// The engine is this program itself: it does the same piece of work again and
// again, and notes after each what the time is and how much processor time it
// has had. The probe is this program too, in a process of its own. It samples
// one engine at 10 Hz and then another at 1 kHz, and half of the time it is
// stopped (SIGSTOP): windows with and without sampling come in pairs, in an
// order drawn for each. So a process is compared with itself a tenth of a second
// later, and neither where its memory happens to lie nor how fast the machine
// is today is in the result. Where there are two processors, the engine has the
// last one and all else the others.
//
// What is printed is by how much a piece took longer in the sampled window of a
// pair, in processor time and by the clock: the median of all pairs, with its
// distribution-free interval of 95 % confidence. A probe that was stopped takes
// a sample at once when it goes on, so a window has a sample more than its rate
// would give, which the table shows.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"brig/stats"
)

// The first argument says what a process of this program is.
const (
	engineRole = "engine"
	probeRole  = "probe"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 5 && os.Args[1] == engineRole:
		err = work(os.Args[2], os.Args[3], os.Args[4])
	case len(os.Args) > 3 && os.Args[1] == probeRole:
		err = sample(os.Args[2], os.Args[3:])
	default:
		length := flag.Duration("time", 4*time.Minute, "of measuring at each rate")
		window := flag.Duration("window", 100*time.Millisecond, "of sampling, or of none")
		seed := flag.Uint64("seed", 1, "of the order within pairs")
		flag.Parse()
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		err = run(ctx, *length, *window, *seed)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "overhead:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, length, window time.Duration, seed uint64) error {
	processor, err := separate()
	if err != nil {
		return err
	}
	where := "engine and probe on one processor"
	if processor >= 0 {
		where = fmt.Sprintf("the engine on processor %d, the probe on others", processor)
	}
	fmt.Printf("%v at each rate, in windows of %v; %s\n\n", length, window, where)
	random := rand.New(rand.NewPCG(seed, 0))
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "sampled\tsamples/s\tpairs\tprocessor time\tinterval\twall time\tinterval\tprobe, of one processor\tlate, median\t")
	var broken []string
	for _, interval := range []time.Duration{100 * time.Millisecond, time.Millisecond} {
		m, err := measure(ctx, interval, length, window, processor, random)
		if err != nil {
			return err
		}
		cpu, wall := stats.Median(m.cpu, 0.95), stats.Median(m.wall, 0.95)
		fmt.Fprintf(t, "every %v\t%.1f\t%d\t%+.3f %%\t%s\t%+.3f %%\t%s\t%.2f %%\t%s\t\n", interval,
			float64(m.Samples)/m.sampled.Seconds(), len(m.cpu), percent(cpu.Median), between(cpu), percent(wall.Median), between(wall),
			100*float64(m.Noise.Probe)/float64(m.sampled), delay(m.Noise.Late50))
		for _, gate := range m.Noise.Broken {
			if !strings.HasPrefix(gate, "lateness:") { // it was stopped
				broken = append(broken, fmt.Sprintf("every %v: %s", interval, gate))
			}
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, line := range broken {
		fmt.Println("broken gate,", line)
	}
	return nil
}

func percent(ratio float64) float64 { return 100 * (ratio - 1) }

func between(i stats.Interval) string {
	return fmt.Sprintf("%+.3f to %+.3f", percent(i.Low), percent(i.High))
}

func delay(ns *int64) string {
	if ns == nil {
		return "-"
	}
	return time.Duration(*ns).Round(time.Microsecond).String()
}
