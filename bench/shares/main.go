// Shares says what part of the engine took how much of a CPU profile: the table in
// doc/engine.md.
//
//	go test ./bro -run '^$' -bench Capture/step=scripts -cpuprofile cpu.prof
//	go run ./bench/shares cpu.prof
package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/google/pprof/profile"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: shares PROFILE")
		os.Exit(2)
	}
	if err := print(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "shares: %v\n", err)
		os.Exit(1)
	}
}

func print(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := profile.Parse(f)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	shares, allocating, total := count(p)
	if total == 0 {
		return fmt.Errorf("%s has no sample of the engine", name)
	}
	names := make([]string, 0, len(shares))
	for name := range shares {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b))
	})
	percent := func(n int64) float64 { return 100 * float64(n) / float64(total) }
	for _, name := range names {
		fmt.Printf("%5.1f %%  %s\n", percent(shares[name]), name)
	}
	fmt.Printf("%5.1f %%  of all this: allocating\n", percent(allocating))
	return nil
}

// A part is told by a function, or a package, anywhere on the stack; parts that come
// first rule.
var parts = []struct{ name, function string }{
	{"", "brig/capture."}, // makes what is measured
	{"collecting garbage", "runtime.gcBgMarkWorker"},
	{"collecting garbage", "runtime.gcAssistAlloc"},
	{"collecting garbage", "runtime.bgsweep"},
	{"collecting garbage", "runtime.bgscavenge"},
	{"log lines", "brig/bro/logs."},
	{"digests and certificates", "crypto/"},
	{"decompression", "github.com/klauspost/compress/"},
	{"loading scripts", "brig/bro/syntax."},
	{"loading scripts", "brig/bro/resolve."},
	{"loading scripts", "brig/bro/interp.New"},
	{"handlers of scripts", "brig/bro/interp.(*Interp).drainBatch"},
	{"reading", "brig/bro/packet.(*Reader).Next"},
}

// layers are told by the innermost function that belongs to one.
var layers = []struct{ name, function string }{
	{"values for events", "brig/bro/interp."},
	{"values for events", "brig/bro."},
	{"files and their types", "brig/bro/files."},
	{"analyzers and detection", "brig/bro/analyzer."},
	{"decoding, connections, reassembly", "brig/bro/packet."},
}

// count adds up the samples by part.
func count(p *profile.Profile) (shares map[string]int64, allocating, total int64) {
	shares = map[string]int64{}
	for _, s := range p.Sample {
		stack := functions(s)
		part := partOf(stack)
		if part == "" {
			continue
		}
		n := s.Value[len(s.Value)-1]
		shares[part] += n
		total += n
		if slices.ContainsFunc(stack, func(f string) bool { return f == "runtime.mallocgc" }) {
			allocating += n
		}
	}
	return shares, allocating, total
}

// functions are those of a sample's stack, innermost first.
func functions(s *profile.Sample) []string {
	var stack []string
	for _, at := range s.Location {
		for _, line := range at.Line {
			if line.Function != nil {
				stack = append(stack, line.Function.Name)
			}
		}
	}
	return stack
}

func partOf(stack []string) string {
	for _, p := range parts {
		isPackage := strings.HasSuffix(p.function, ".") || strings.HasSuffix(p.function, "/")
		if slices.ContainsFunc(stack, func(f string) bool {
			return f == p.function || isPackage && strings.HasPrefix(f, p.function)
		}) {
			return p.name
		}
	}
	for _, f := range stack {
		for _, l := range layers {
			if strings.HasPrefix(f, l.function) {
				return l.name
			}
		}
	}
	return "the runtime beside all that"
}
