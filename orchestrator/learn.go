package orchestrator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"brig/result"
)

// A learned is what a benchmark has to know of its engine before the first run.
type learned struct {
	program *result.Program
	kind    *kind
	engine  string  // its name, where the machine does not say where it is
	trials  []Trial // that it takes
	omitted []result.Omission
}

// learn finds out what the engine is and which trials it takes. The engine that brig
// pins is known.
func (b *Benchmark) learn(ctx context.Context) (*learned, error) {
	e := b.Experiment
	l := &learned{kind: bro(e.Seed), engine: "bro", trials: e.Trials()}
	if b.Program == nil {
		return l, nil
	}
	program := *b.Program
	l.program = &program
	help, err := "", error(nil)
	if program.Kind != result.KindBro {
		if l.engine, help, err = b.help(ctx); err != nil {
			err = fmt.Errorf("asking engine %s what it is: %w", program.Name, err)
			if program.SHA256 != "" && b.Machine.Image() != "" {
				err = fmt.Errorf("%w (it is alone in its image: what needs libraries or an interpreter has to be run as a process, or come in an image)", err)
			}
			return nil, err
		}
	}
	var v version
	if program.Kind, l.kind, v, err = kindOf(program.Kind, help, e.Seed); err != nil {
		return nil, fmt.Errorf("engine %s: %w", program.Name, err)
	}
	if !l.kind.choosy {
		return l, nil
	}
	b.note("%s, which is asked for each of %d trials whether it takes it", v.line, len(l.trials))
	if l.kind.traced == nil {
		b.note("it has no --profile-scripts: where its time goes is not known")
	}
	return l, b.choose(ctx, l)
}

// plan draws the plan of an experiment for the trials that the engine takes.
func (l *learned) plan(e *Experiment) *Plan {
	if l.kind.traced == nil {
		return e.plan(l.trials, 0)
	}
	return e.plan(l.trials, e.Traced)
}

func (b *Benchmark) note(format string, values ...any) {
	if b.Note != nil {
		b.Note(fmt.Sprintf(format, values...))
	}
}

// help is what the engine prints when it is asked for help, and what it is called if
// its image is to find it.
func (b *Benchmark) help(ctx context.Context) (engine, help string, err error) {
	for _, engine = range []string{"zeek", "bro"} {
		known := false
		var a answer
		a, err = b.ask(ctx, func(string) error { return nil }, func(p Paths) []string {
			known = p.Engine != ""
			return []string{cmp.Or(p.Engine, engine), "--help"}
		})
		if err == nil || known || ctx.Err() != nil {
			return engine, a.text, err
		}
	}
	return "", "", fmt.Errorf("it has neither zeek nor bro, say where it is with path in [[engines]]: %w", err)
}

// choose leaves out of l the trials that the engine refuses. Where each trial loads
// what those before it loaded, what one was refused for is left out of the later ones.
func (b *Benchmark) choose(ctx context.Context, l *learned) error {
	refused := map[string][]string{} // scripts by suite
	places := map[string]int{}       // trials kept so far by suite
	var kept []Trial
	for _, t := range l.trials {
		t.Scripts = slices.DeleteFunc(slices.Clone(t.Scripts), func(s string) bool { return slices.Contains(refused[t.Suite], s) })
		a, err := b.ask(ctx, func(in string) error { return b.give(in, l.kind, t, result.Plain) }, func(p Paths) []string {
			argv := append([]string{cmp.Or(p.Engine, l.engine)}, l.program.Options...)
			return append(argv, l.kind.load(t, "--parse-only")...)
		})
		if err != nil {
			return fmt.Errorf("trying %s: %w", t.Key(), err)
		}
		if a.ok {
			t.Index = places[t.Suite]
			places[t.Suite]++
			kept = append(kept, t)
			continue
		}
		refused[t.Suite] = append(refused[t.Suite], t.Adds...)
		l.omitted = append(l.omitted, result.Omission{Suite: t.Suite, Name: t.Name, Label: t.Label, Reason: a.complaint()})
	}
	l.trials = kept
	if len(kept) == 0 {
		return fmt.Errorf("engine %s takes no trial of the experiment; of the first it says: %s", l.program.Name, l.omitted[0].Reason)
	}
	for _, line := range LeftOut(l.omitted) {
		b.note("leaves out %s", line)
	}
	return nil
}

// LeftOut tells of trials that were left out in a line for each that the engine gives
// another reason for, or that is of another suite than the one before.
func LeftOut(omitted []result.Omission) []string {
	var lines []string
	for rest := omitted; len(rest) > 0; {
		o, n := rest[0], 1
		for n < len(rest) && rest[n].Suite == o.Suite && rest[n].Reason == o.Reason {
			n++
		}
		more := ""
		if n > 1 {
			more = " to " + rest[n-1].Name
		}
		lines = append(lines, fmt.Sprintf("%s/%s%s (%s): %s", o.Suite, o.Name, more, o.Label, o.Reason))
		rest = rest[n:]
	}
	return lines
}

// An answer is what the engine printed, and whether that was no complaint.
type answer struct {
	text string
	ok   bool
}

// maxReason bounds, in bytes, what a document quotes of an engine.
const maxReason = 500

// complaint is the first error among what the engine printed or, if nothing is called
// that, the last line.
func (a answer) complaint() string {
	lines := strings.Split(strings.TrimSpace(a.text), "\n")
	i := slices.IndexFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "error") || strings.HasPrefix(line, "fatal error")
	})
	if i < 0 {
		i = len(lines) - 1
	}
	line := cmp.Or(lines[i], "it says nothing")
	return strings.ToValidUTF8(line[:min(len(line), maxReason)], "?")
}

// ask runs a command on the machine that runs are made on, under the probe as they
// are, with what fill puts into the folder that it reads.
func (b *Benchmark) ask(ctx context.Context, fill func(in string) error, command func(Paths) []string) (a answer, err error) {
	if err := os.MkdirAll(b.Root, 0o755); err != nil {
		return a, err
	}
	dir, err := os.MkdirTemp(b.Root, "question-*"+partial)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := errors.Join(os.Mkdir(in, 0o755), os.Mkdir(out, 0o755), os.Chmod(dir, 0o755)); err != nil {
		return a, err
	}
	if err := fill(in); err != nil {
		return a, err
	}
	timed, cancel := context.WithTimeout(ctx, time.Duration(b.Experiment.Timeout))
	defer cancel()
	if err := b.Machine.Run(timed, Job{
		Name: "question", In: in, Capture: b.File, Out: out,
		Command: func(p Paths) []string {
			return append([]string{p.Probe, "--out", p.Out + "/run", "--work", p.Work, "--"}, command(p)...)
		},
		Env: b.environment(), Memory: int64(b.Experiment.Memory), CPUs: b.Experiment.CPUs,
	}); err != nil {
		return a, err
	}
	var run result.Run
	if err := readJSON(filepath.Join(out, "run", "run.json"), &run); err != nil {
		return a, err
	}
	a.ok = run.Exit.OK()
	for _, name := range []string{"stderr.txt", "stdout.txt"} {
		text, err := os.ReadFile(filepath.Join(out, "run", name))
		if err != nil {
			return a, err
		}
		a.text += string(text)
	}
	return a, nil
}
