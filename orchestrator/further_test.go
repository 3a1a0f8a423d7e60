package orchestrator

import (
	"errors"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brig/result"
)

// noisy makes runs of one trial vary by 20 %, those of the others by 1 %, the
// same for the same run.
func noisy(m *fake, trial string) {
	m.damage = func(r *result.Run) {
		name := m.runs[len(m.runs)-1]
		seed := uint64(0)
		for _, c := range name {
			seed = seed*31 + uint64(c)
		}
		sigma := 0.01
		if strings.Contains(name, trial) {
			sigma = 0.2
		}
		r.Usage.User = int64(1e8 * math.Exp(sigma*rand.New(rand.NewPCG(seed, 1)).NormFloat64()))
	}
}

const precise = `
[precision]
width = 0.03
most = 9
`

// plainRuns counts the plain runs of a trial in a result directory.
func plainRuns(t *testing.T, path, trial string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(path, "runs", trial+".plain-*[0-9]"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// TestPrecision checks that only what is not known well enough is repeated, with
// the first trial of its suite.
func TestPrecision(t *testing.T) {
	m := &fake{}
	noisy(m, "drop-0.10")
	b := benchmark(t, m, t.TempDir())
	b.Experiment = parse(t, experiment+precise)
	path, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	noisiest := plainRuns(t, path, "drop-0.10")
	if noisiest != 9 || plainRuns(t, path, "drop-0.00") < 9 {
		t.Errorf("the noisy trial ran %d times and its reference %d, want 9 and no less", noisiest, plainRuns(t, path, "drop-0.00"))
	}
	// The noise of one trial of six makes the others look a little noisier.
	for _, trial := range []string{"drop-0.05", "scripts-load-01", "scripts-load-02"} {
		if got := plainRuns(t, path, trial); got > 7 {
			t.Errorf("%s, which is quiet, ran %d times", trial, got)
		}
	}
	var trial result.Trial
	if err := readJSON(filepath.Join(path, "trials/drop-0.10.json"), &trial); err != nil {
		t.Fatal(err)
	}
	if len(trial.Plain) != 9 || trial.Relative.N != 9 {
		t.Errorf("%d plain runs in the document, %d in its estimate, want 9", len(trial.Plain), trial.Relative.N)
	}
}

// TestPrecisionGoesOn checks that an interrupted benchmark ends like one that
// was not.
func TestPrecisionGoesOn(t *testing.T) {
	whole := &fake{}
	noisy(whole, "drop-0.10")
	b := benchmark(t, whole, t.TempDir())
	b.Experiment = parse(t, experiment+precise)
	if _, err := b.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	var made []string
	for stop := 7; ; stop += 3 {
		m := &fake{stop: stop, stopWith: func() error { return errors.New("the power went") }}
		noisy(m, "drop-0.10")
		b := benchmark(t, m, root)
		b.Experiment = parse(t, experiment+precise)
		_, err := b.Run(t.Context())
		if err == nil {
			made = append(made, m.runs...)
			break
		}
		made = append(made, m.runs[:len(m.runs)-1]...)
	}
	if got, want := strings.Join(made, " "), strings.Join(whole.runs, " "); got != want {
		t.Errorf("runs with interruptions\n%s\nwithout\n%s", got, want)
	}
}

func TestPrecisionBudget(t *testing.T) {
	m := &fake{}
	noisy(m, "drop-0.10")
	b := benchmark(t, m, t.TempDir())
	b.Experiment = parse(t, experiment+precise+"budget = \"1m\"\n")
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	b.Now = func() time.Time { now = now.Add(25 * time.Second); return now }
	path, err := b.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := plainRuns(t, path, "drop-0.10"); got <= 3 || got >= 9 {
		t.Errorf("the noisy trial ran %d times within the budget, want more than 3 and less than 9", got)
	}
}
