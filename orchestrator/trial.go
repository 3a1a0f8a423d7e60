package orchestrator

import (
	"fmt"
	"strings"

	"brig/result"
)

// A Trial is one point of a suite.
type Trial struct {
	Suite, Name string
	Kind        string // of the suite
	Index       int    // in its suite, from 0
	Label       string // what this point adds or sets
	Scripts     []string
	Bare        bool
	SkipRatio   *float64 // connection_skip_ratio, when the suite sets it
	Stream      *Stream  // of the Input Framework, when there is one
}

// Key names a trial within an experiment.
func (t Trial) Key() string { return t.Suite + "/" + t.Name }

// The files a traced run leaves in its work folder.
const (
	traceFile   = "trace.out"
	summaryFile = "summary.json"
	scriptFile  = "trial.bro"
)

// script is the Bro script of a run. It loads the trial's scripts in order
// and, for a traced run, has the engine record every function and component.
// Texts are the scripts that lie beside it.
func (t Trial) script(kind string, texts map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n", t.Key(), t.Label)
	// The handler comes first: its line, which is part of its name in the
	// trace, is then the same in all trials.
	if kind == result.Traced {
		fmt.Fprintf(&b, `
event bro_init()
	{
	fn_set_file(%q);
	fn_trace_components(T);
	fn_trace_packet_ts(T);
	fn_trace_papi_time(T);
	fn_trace_add(/.*/);
	}

`, traceFile)
	}
	for _, s := range t.Scripts {
		if _, ok := texts[s]; ok {
			s = "./" + s
		}
		fmt.Fprintf(&b, "@load %s\n", s)
	}
	if t.SkipRatio != nil {
		fmt.Fprintf(&b, "\nredef connection_skip_ratio = %s;\n", dropName(*t.SkipRatio))
	}
	if t.Stream != nil {
		b.WriteString(t.Stream.script())
	}
	return b.String()
}

// command is the argument vector of a run for the paths of a machine. Program is nil
// for an engine without options of its own.
func (t Trial) command(e *Experiment, program *result.Program, r Planned) func(Paths) []string {
	return func(p Paths) []string {
		argv := []string{
			p.Probe,
			"--interval", timeText(e.Interval),
			"--out", p.Out + "/run",
			"--work", p.Work,
			"--summary", summaryFile,
		}
		if r.Kind == result.Traced {
			argv = append(argv, "--trace", traceFile)
		} else if e.Samples > 0 && r.Repeat > 1 {
			argv = append(argv, "--samples", fmt.Sprint(e.Samples))
		}
		if e.Apart {
			argv = append(argv, "--apart")
		}
		argv = append(argv, "--", p.Engine)
		if program != nil {
			argv = append(argv, program.Options...)
		}
		if t.Bare {
			argv = append(argv, "-b")
		}
		if e.Realtime != 0 {
			argv = append(argv, fmt.Sprintf("--pseudo-realtime=%v", e.Realtime))
		}
		return append(argv,
			"-r", p.Capture,
			"-s", fmt.Sprint(e.Seed),
			"--summary", summaryFile,
			// The name of a script can get into a log: it must be the same
			// on every machine.
			"../in/"+scriptFile)
	}
}
