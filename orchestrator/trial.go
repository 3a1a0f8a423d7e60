package orchestrator

import (
	"cmp"
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
	Adds        []string `json:"-"` // of those, in a suite where each trial loads what those before it do
	Bare        bool
	SkipRatio   *float64 // connection_skip_ratio, when the suite sets it
	Stream      *Stream  // of the Input Framework, when there is one
}

// Key names a trial within an experiment.
func (t Trial) Key() string { return t.Suite + "/" + t.Name }

// script is the text of a run's script. It loads the trial's scripts in order, after
// what a traced run begins with. Texts are the scripts that lie beside it.
func (k *kind) script(t Trial, kind string, texts map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n", t.Key(), t.Label)
	// A handler comes first: its line, which is part of its name in the trace, is then
	// the same in all trials.
	if kind == result.Traced {
		b.WriteString(k.traced.script)
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
		b.WriteString(k.rename.Replace(t.Stream.script()))
	}
	return b.String()
}

// command is the argument vector of a run for the paths of a machine.
func (l *learned) command(e *Experiment, t Trial, r Planned) func(Paths) []string {
	k := l.kind
	return func(p Paths) []string {
		argv := []string{
			p.Probe,
			"--interval", timeText(e.Interval),
			"--out", p.Out + "/run",
			"--work", p.Work,
		}
		argv = append(argv, k.account...)
		if r.Kind == result.Traced {
			argv = append(argv, k.traced.probe...)
		} else if e.Samples > 0 && r.Repeat > 1 {
			argv = append(argv, "--samples", fmt.Sprint(e.Samples))
		}
		if e.Apart {
			argv = append(argv, "--apart")
		}
		argv = append(argv, "--", cmp.Or(p.Engine, l.engine))
		if l.program != nil {
			argv = append(argv, l.program.Options...)
		}
		var options []string
		if e.Realtime != 0 {
			options = append(options, fmt.Sprintf("--pseudo-realtime=%v", e.Realtime))
		}
		options = append(append(options, "-r", p.Capture), k.arguments...)
		if r.Kind == result.Traced {
			options = append(options, k.traced.arguments...)
		}
		return append(argv, k.load(t, options...)...)
	}
}
