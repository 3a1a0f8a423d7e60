package orchestrator

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// The kinds of suites.
const (
	Scripts = "scripts" // load-1 .. load-N: one script more each time
	Drop    = "drop"    // ever more connections left out
	Input   = "input"   // readers x modes x sizes of the Input Framework
	Custom  = "custom"  // named sets of scripts
)

// A Suite is a family of trials. The costs of its trials are relative to its
// first.
type Suite struct {
	Kind    string   `toml:"kind"`
	Name    string   `toml:"name"`    // its kind, when not given
	Scripts []string `toml:"scripts"` // Scripts: in loading order; else loaded in every trial
	Bare    bool     `toml:"bare"`    // start from an engine without its default scripts

	// Drop: connection_skip_ratio of the first and the last trial, and the
	// step between two.
	From float64 `toml:"from"`
	To   float64 `toml:"to"`
	Step float64 `toml:"step"`

	// Input: one trial for each combination, after one that reads nothing.
	Readers []string `toml:"readers"` // "ascii", "raw", "benchmark"
	Modes   []string `toml:"modes"`   // "manual", "reread", "stream"
	Sizes   []int    `toml:"sizes"`   // rows; of the reader "benchmark", rows a second

	// Custom: a trial for each set, the first of them without any.
	Sets     []Set `toml:"set"`
	Additive bool  `toml:"additive"` // each set is loaded after all those before it
}

// A Set is a trial of a custom suite: what it loads beside the suite's scripts.
type Set struct {
	Name    string   `toml:"name"`
	Scripts []string `toml:"scripts"`
}

var (
	validName   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)
	validScript = regexp.MustCompile(`^[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)*$`)
)

// trials lists the trials of a suite, a few more than maxTrials at most.
func (s Suite) trials() []Trial {
	var trials []Trial
	add := func(t Trial) {
		t.Suite, t.Kind, t.Index, t.Bare = s.Name, s.Kind, len(trials), s.Bare
		trials = append(trials, t)
	}
	switch s.Kind {
	case Scripts:
		for i, script := range s.Scripts {
			add(Trial{Name: fmt.Sprintf("load-%02d", i+1), Label: script, Scripts: s.Scripts[:i+1], Adds: s.Scripts[i : i+1]})
		}
	case Drop:
		// Counting steps, not adding them up, keeps 0.35 from becoming
		// 0.35000000000000003.
		n := int(math.Floor((s.To-s.From)/s.Step + 1e-9))
		for i := range min(n, maxTrials) + 1 {
			ratio := math.Round((s.From+float64(i)*s.Step)*1e6) / 1e6
			add(Trial{
				Name:    dropName(ratio),
				Label:   fmt.Sprintf("connection_skip_ratio = %s", dropName(ratio)),
				Scripts: s.Scripts, SkipRatio: &ratio,
			})
		}
	case Input:
		add(Trial{Name: "none", Label: "no stream", Scripts: s.Scripts})
		for _, reader := range s.Readers {
			for _, mode := range s.Modes {
				for _, size := range s.Sizes {
					if len(trials) > maxTrials {
						return trials
					}
					stream := Stream{Reader: reader, Mode: mode, Rows: size}
					add(Trial{Name: stream.name(), Label: stream.label(), Scripts: s.Scripts, Stream: &stream})
				}
			}
		}
	case Custom:
		add(Trial{Name: "none", Label: "without any set", Scripts: s.Scripts})
		loaded := s.Scripts
		for _, set := range s.Sets {
			scripts := append(loaded[:len(loaded):len(loaded)], set.Scripts...)
			t := Trial{Name: set.Name, Label: strings.Join(set.Scripts, " "), Scripts: scripts}
			if s.Additive {
				loaded, t.Adds = scripts, set.Scripts
			}
			add(t)
		}
	}
	return trials
}

// dropName writes a ratio with at least two decimals.
func dropName(ratio float64) string {
	s := fmt.Sprintf("%.6f", ratio)
	s = strings.TrimRight(s, "0")
	for len(s)-strings.IndexByte(s, '.') <= 2 {
		s += "0"
	}
	return s
}

func (s Suite) validate() error {
	if !slices.Contains([]string{Scripts, Drop, Input, Custom}, s.Kind) {
		return fmt.Errorf("kind: %q is none of %q, %q, %q and %q", s.Kind, Scripts, Drop, Input, Custom)
	}
	if !validName.MatchString(s.Name) {
		return fmt.Errorf("name: %q is not 1 to 64 lower-case letters, digits, '.' and '-'", s.Name)
	}
	if err := validScripts(s.Scripts); err != nil {
		return err
	}
	for _, keys := range []struct {
		kind, names string
		given       bool
	}{
		{Drop, "from, to and step", s.From != 0 || s.To != 0 || s.Step != 0},
		{Input, "readers, modes and sizes", s.Readers != nil || s.Modes != nil || s.Sizes != nil},
		{Custom, "set and additive", s.Sets != nil || s.Additive},
	} {
		if keys.given && keys.kind != s.Kind {
			return fmt.Errorf("%s belong to a suite of kind %q", keys.names, keys.kind)
		}
	}
	switch s.Kind {
	case Scripts:
		if len(s.Scripts) == 0 {
			return errors.New("scripts: missing")
		}
	case Drop:
		if !(0 <= s.From && s.From <= s.To && s.To <= 1) {
			return fmt.Errorf("from %v to %v: want 0 <= from <= to <= 1", s.From, s.To)
		}
		if !(s.Step >= 0.001) {
			return fmt.Errorf("step: %v is under 0.001", s.Step)
		}
	case Input:
		return s.validateInput()
	case Custom:
		return s.validateSets()
	}
	return nil
}

func validScripts(names []string) error {
	for _, script := range names {
		if !validScript.MatchString(script) || strings.Contains(script, "..") {
			return fmt.Errorf("scripts: %q is not the name of a script", script)
		}
	}
	return nil
}

func (s Suite) validateSets() error {
	if len(s.Sets) == 0 {
		return errors.New("set: a custom suite needs at least one [[suite.set]]")
	}
	seen := map[string]bool{"none": true}
	for i, set := range s.Sets {
		switch {
		case !validName.MatchString(set.Name):
			return fmt.Errorf("set %d: name: %q is not 1 to 64 lower-case letters, digits, '.' and '-'", i+1, set.Name)
		case seen[set.Name]:
			return fmt.Errorf("set %d: a second one named %q", i+1, set.Name)
		case len(set.Scripts) == 0:
			return fmt.Errorf("set %d: scripts: missing", i+1)
		}
		seen[set.Name] = true
		if err := validScripts(set.Scripts); err != nil {
			return fmt.Errorf("set %d: %w", i+1, err)
		}
	}
	return nil
}
