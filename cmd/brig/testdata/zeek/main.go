// Command zeek stands for upstream's Zeek where there is none. It has the command line
// of version 8, as far as brig uses it, and has brig's own engine do the work. The
// script profile is made of a trace of that engine, in Zeek's form.
package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"brig/decoder"
)

// engine is brig's own engine, set when this is linked.
var engine = "bro"

const help = `zeek version 8.0.10
usage: %s [options] [file ...]
    -a|--parse-only                | exit immediately after parsing scripts
    -b|--bare-mode                 | don't load scripts from the base/ directory
    -r|--readfile <readfile>       | read from given tcpdump file
    -C|--no-checksums              | ignore checksums
    -G|--load-seeds <file>         | load seeds from given file
    --pseudo-realtime[=<speedup>]  | enable pseudo-realtime
    --profile-scripts[=file]       | profile scripts to given file (default stdout)
    --profile-script-call-stacks   | add call stacks to profile output (requires --profile-scripts)
`

// missing are scripts of brig's engine that Zeek 8 does not have.
var missing = []string{"base/frameworks/dpd", "misc/scan"}

var (
	load = regexp.MustCompile(`(?m)^@load (\S+)$`)
	skip = regexp.MustCompile(`redef connection_skip_ratio`)
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	var command, scripts []string
	profile, stacks := "", false
	for i := 0; i < len(args); i++ {
		option, value, _ := strings.Cut(args[i], "=")
		switch option {
		case "-h", "--help":
			fmt.Fprintf(os.Stderr, help, os.Args[0])
			return nil
		case "-v", "--version":
			fmt.Printf("%s version 8.0.10\n", os.Args[0])
			return nil
		case "-a", "-b", "-C", "--parse-only", "--bare-mode", "--no-checksums", "--pseudo-realtime":
			command = append(command, args[i])
		case "-r", "--readfile":
			i++
			command = append(command, "-r", args[i])
		case "-G", "--load-seeds":
			i++
			text, err := os.ReadFile(args[i])
			if err != nil {
				return err
			}
			numbers := strings.Fields(string(text))
			if _, err := strconv.ParseUint(numbers[0], 10, 32); err != nil || len(numbers) < 21 {
				return fmt.Errorf("fatal error: could not load seeds from file '%s'", args[i])
			}
			command = append(command, "-s", numbers[0])
		case "--profile-scripts":
			profile = value
		case "--profile-script-call-stacks":
			stacks = true
		default:
			if strings.HasPrefix(option, "-") {
				fmt.Fprintf(os.Stderr, help, os.Args[0])
				os.Exit(1)
			}
			scripts = append(scripts, args[i])
		}
	}
	for _, name := range scripts {
		if err := check(name); err != nil {
			return err
		}
	}
	if profile != "" {
		command = append(command, "-e", `event zeek_init() &priority=1000 { fn_set_file("profiled.trace"); fn_trace_components(T); fn_trace_papi_time(T); fn_trace_add(/.*/); }`)
	}
	cmd := exec.Command(engine, append(command, scripts...)...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil || profile == "" {
		return err
	}
	return writeProfile("profiled.trace", profile, stacks)
}

// check refuses a script of brig's as Zeek would.
func check(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("fatal error: can't find %s", name)
	}
	line := func(at int) int { return 1 + strings.Count(string(text[:at]), "\n") }
	for _, at := range load.FindAllSubmatchIndex(text, -1) {
		if script := string(text[at[2]:at[3]]); slices.Contains(missing, script) {
			return fmt.Errorf("fatal error in %s, line %d: can't find %s", name, line(at[0]), script)
		}
	}
	if at := skip.FindIndex(text); at != nil {
		return fmt.Errorf("error in %s, line %d: \"redef\" used but not previously defined (connection_skip_ratio)", name, line(at[0]))
	}
	if strings.HasSuffix(name, ".bro") {
		return fmt.Errorf("fatal error: can't load %s: scripts are named .zeek", name)
	}
	return nil
}

// writeProfile writes a script profile of what a trace holds.
func writeProfile(trace, name string, stacks bool) error {
	f, err := os.Open(trace)
	if err != nil {
		return err
	}
	defer f.Close()
	p, err := decoder.Decode(context.Background(), f, nil, decoder.DefaultMemory, nil)
	if err != nil {
		return err
	}
	b := p.Breakdown()
	of := chains(b)
	var out strings.Builder
	out.WriteString("#fields\tfunction\tlocation\ttype\tncall\ttot_CPU\tchild_CPU\ttot_Mem\tchild_Mem")
	if stacks {
		out.WriteString("\tstacks\tstack_calls\tstack_CPU\tstack_memory")
	}
	out.WriteString("\n#types\tstring\tstring\tstring\tcount\tinterval\tinterval\tcount\tcount\n")
	outside := int64(0)
	for _, c := range b.Costs {
		if c.Component {
			outside += c.Exclusive
			continue
		}
		function, kind := bare(c.Name), "function"
		if function != c.Name {
			kind = "event"
		}
		fmt.Fprintf(&out, "%s\t/usr/local/zeek/share/zeek/%s:%d\t%s\t%d\t%s\t%s\t0\t0", function, c.File, c.Line, kind, c.Calls,
			seconds(c.Inclusive), seconds(c.Inclusive-c.Exclusive))
		if stacks {
			s := cmp.Or(of[c.Name], &row{})
			fmt.Fprintf(&out, "\t%s\t%s\t%s\t%s", strings.Join(s.frames, "|"), strings.Join(s.calls, "|"), strings.Join(s.times, "|"), strings.Join(s.memory, "|"))
		}
		out.WriteString("\t\n")
	}
	fmt.Fprintf(&out, "non-scripts\t<no-location>\tTOTAL\t1\t%s\t0.000000\t0\t0", seconds(outside))
	if stacks {
		out.WriteString("\t-\t-\t-\t-")
	}
	out.WriteString("\n")
	return os.WriteFile(filepath.Clean(name), []byte(out.String()), 0o644)
}

func seconds(ns int64) string { return fmt.Sprintf("%.6f", float64(ns)/1e9) }

// bare is a function's name without where its body is.
func bare(name string) string {
	function, _, _ := strings.Cut(name, " (")
	return function
}

// A row is what the columns of call stacks hold, one value a stack.
type row struct{ frames, calls, times, memory []string }

// chains lists the stacks of each function: itself first, then the others from the
// outermost on. What is between functions is no frame.
func chains(b *decoder.Breakdown) map[string]*row {
	inclusive := make([]int64, len(b.Stacks))
	for i := len(b.Stacks) - 1; i >= 0; i-- {
		inclusive[i] += b.Stacks[i].Exclusive
		if p := b.Stacks[i].Parent; p >= 0 {
			inclusive[p] += inclusive[i]
		}
	}
	rows := map[string]*row{}
	for i, s := range b.Stacks {
		if s.Function.Component || s.Calls == 0 {
			continue
		}
		frames := []string{bare(s.Function.Name)}
		for p := s.Parent; p >= 0; p = b.Stacks[p].Parent {
			if f := b.Stacks[p].Function; !f.Component {
				frames = slices.Insert(frames, 1, bare(f.Name))
			}
		}
		r := rows[s.Function.Name]
		if r == nil {
			r = &row{}
			rows[s.Function.Name] = r
		}
		r.frames, r.memory = append(r.frames, strings.Join(frames, ";")), append(r.memory, "0")
		r.calls, r.times = append(r.calls, strconv.FormatInt(s.Calls, 10)), append(r.times, seconds(inclusive[i]))
	}
	return rows
}
