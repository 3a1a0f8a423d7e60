package orchestrator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// An Experiment says what to run, as its TOML file does. Every field of the
// file is here; an unknown key is an error.
type Experiment struct {
	Name      string   `toml:"name"`      // letters, digits, '-': names the result directory
	Title     string   `toml:"title"`     // one line for people
	Seed      int64    `toml:"seed"`      // orders the runs; also the engine's seed
	Repeats   int      `toml:"repeats"`   // plain runs of each trial
	Warmup    int      `toml:"warmup"`    // discarded runs of each trial before them
	Traced    int      `toml:"traced"`    // traced runs of each trial
	Tolerance float64  `toml:"tolerance"` // d: cost ratios within [1/(1+d), 1+d] count as equal
	Interval  Duration `toml:"interval"`  // between two samples of the probe
	Timeout   Duration `toml:"timeout"`   // of one run
	Memory    Size     `toml:"memory"`    // bound for engine and probe
	CPUs      string   `toml:"cpus"`      // processors to pin a run to, "" for any
	Capture   Source   `toml:"capture"`
	Suites    []Suite  `toml:"suite"`

	text []byte
}

// A Source names a capture.
type Source struct {
	File   string `toml:"file"`   // relative to the experiment's folder
	SHA256 string `toml:"sha256"` // of the uncompressed capture
}

// The kinds of suites.
const (
	Scripts = "scripts" // load-1 .. load-N: one script more each time
	Drop    = "drop"    // ever more connections left out
)

// A Suite is a family of trials.
type Suite struct {
	Kind    string   `toml:"kind"`    // Scripts or Drop
	Scripts []string `toml:"scripts"` // Scripts: in loading order; Drop: loaded in every trial
	Bare    bool     `toml:"bare"`    // start from an engine without its default scripts
	From    float64  `toml:"from"`    // Drop: connection_skip_ratio of the first trial
	To      float64  `toml:"to"`      // Drop: of the last
	Step    float64  `toml:"step"`    // Drop: between two
}

// A Duration is written as in Go: "100ms", "5m".
type Duration time.Duration

// UnmarshalText parses a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// A Size is a number of bytes, written "512MB" or "2GB" (powers of 1000).
type Size int64

// UnmarshalText parses a size.
func (s *Size) UnmarshalText(text []byte) error {
	var n int64
	var unit string
	if _, err := fmt.Sscanf(string(text), "%d%s", &n, &unit); err != nil || n < 0 {
		return fmt.Errorf("size %q: write a whole number and MB or GB", text)
	}
	switch unit {
	case "MB":
		*s = Size(n * 1e6)
	case "GB":
		*s = Size(n * 1e9)
	default:
		return fmt.Errorf("size %q: unit %q is not MB or GB", text, unit)
	}
	return nil
}

// Limits on what an experiment may ask for.
const (
	maxExperiment = 1 << 20 // bytes of TOML
	maxTrials     = 1000
	maxRepeats    = 10_000
)

// ReadExperiment reads and checks an experiment file.
func ReadExperiment(name string) (*Experiment, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxExperiment+1))
	if err != nil {
		return nil, err
	}
	return ParseExperiment(name, text)
}

// ParseExperiment checks the text of an experiment. Errors begin with name
// and, where there is one, the line.
func ParseExperiment(name string, text []byte) (*Experiment, error) {
	if len(text) > maxExperiment {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, maxExperiment)
	}
	e := &Experiment{
		Repeats:   5,
		Warmup:    1,
		Traced:    1,
		Tolerance: 0.1,
		Interval:  Duration(100 * time.Millisecond),
		Timeout:   Duration(10 * time.Minute),
		text:      text,
	}
	d := toml.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(e); err != nil {
		return nil, tomlError(name, err)
	}
	if err := e.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return e, nil
}

// tomlError turns the parser's error into one line with file and position.
func tomlError(name string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		first := strict.Errors[0]
		line, column := first.Position()
		return fmt.Errorf("%s, line %d, column %d: unknown key %q", name, line, column, strings.Join(first.Key(), "."))
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		line, column := decode.Position()
		return fmt.Errorf("%s, line %d, column %d: %s", name, line, column, strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return fmt.Errorf("%s: %w", name, err)
}

var (
	validName   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)
	validScript = regexp.MustCompile(`^[A-Za-z0-9_-]+(/[A-Za-z0-9_.-]+)*$`)
	validCPUs   = regexp.MustCompile(`^([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?$`)
	validDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func (e *Experiment) validate() error {
	switch {
	case !validName.MatchString(e.Name):
		return fmt.Errorf("name: %q is not 1 to 64 lower-case letters, digits, '.' and '-'", e.Name)
	case e.Repeats < 1 || e.Repeats > maxRepeats:
		return fmt.Errorf("repeats: %d is not between 1 and %d", e.Repeats, maxRepeats)
	case e.Warmup < 0 || e.Warmup > maxRepeats:
		return fmt.Errorf("warmup: %d is not between 0 and %d", e.Warmup, maxRepeats)
	case e.Traced < 1 || e.Traced > e.Repeats:
		return fmt.Errorf("traced: %d is not between 1 and repeats (%d)", e.Traced, e.Repeats)
	case !(e.Tolerance > 0 && e.Tolerance <= 1):
		return fmt.Errorf("tolerance: %v is not above 0 and at most 1", e.Tolerance)
	case e.Interval < Duration(time.Millisecond):
		return fmt.Errorf("interval: %v is under 1ms", time.Duration(e.Interval))
	case e.Timeout < Duration(time.Second):
		return fmt.Errorf("timeout: %v is under 1s", time.Duration(e.Timeout))
	case !validCPUs.MatchString(e.CPUs):
		return fmt.Errorf("cpus: %q is not a list like \"0\" or \"0-1,3\"", e.CPUs)
	case e.Capture.File == "":
		return errors.New("capture.file: missing")
	case !validDigest.MatchString(e.Capture.SHA256):
		return fmt.Errorf("capture.sha256: %q is not 64 lower-case hex digits", e.Capture.SHA256)
	case len(e.Suites) == 0:
		return errors.New("suite: an experiment needs at least one [[suite]]")
	}
	seen := map[string]bool{}
	for i, s := range e.Suites {
		if err := s.validate(); err != nil {
			return fmt.Errorf("suite %d: %w", i+1, err)
		}
		if seen[s.Kind] {
			return fmt.Errorf("suite %d: a second suite of kind %q", i+1, s.Kind)
		}
		seen[s.Kind] = true
	}
	if n := len(e.Trials()); n > maxTrials {
		return fmt.Errorf("suite: %d trials (%d are allowed)", n, maxTrials)
	}
	return nil
}

func (s Suite) validate() error {
	for _, script := range s.Scripts {
		if !validScript.MatchString(script) || strings.Contains(script, "..") {
			return fmt.Errorf("scripts: %q is not the name of a script", script)
		}
	}
	switch s.Kind {
	case Scripts:
		if len(s.Scripts) == 0 {
			return errors.New("scripts: missing")
		}
		if s.From != 0 || s.To != 0 || s.Step != 0 {
			return errors.New("from, to and step belong to a suite of kind \"drop\"")
		}
	case Drop:
		if !(0 <= s.From && s.From <= s.To && s.To <= 1) {
			return fmt.Errorf("from %v to %v: want 0 <= from <= to <= 1", s.From, s.To)
		}
		if !(s.Step >= 0.001) {
			return fmt.Errorf("step: %v is under 0.001", s.Step)
		}
	default:
		return fmt.Errorf("kind: %q is not %q or %q", s.Kind, Scripts, Drop)
	}
	return nil
}

// SHA256 is the digest of the experiment's text.
func (e *Experiment) SHA256() string {
	sum := sha256.Sum256(e.text)
	return hex.EncodeToString(sum[:])
}

// Trials lists the trials of all suites in order.
func (e *Experiment) Trials() []Trial {
	var trials []Trial
	for _, s := range e.Suites {
		switch s.Kind {
		case Scripts:
			for i, script := range s.Scripts {
				trials = append(trials, Trial{
					Suite: Scripts, Name: fmt.Sprintf("load-%02d", i+1), Index: i,
					Label: script, Scripts: s.Scripts[:i+1], Bare: s.Bare,
				})
			}
		case Drop:
			// Counting steps, not adding them up, keeps 0.35 from
			// becoming 0.35000000000000003.
			n := int(math.Floor((s.To-s.From)/s.Step + 1e-9))
			for i := range min(n, maxTrials) + 1 {
				ratio := math.Round((s.From+float64(i)*s.Step)*1e6) / 1e6
				trials = append(trials, Trial{
					Suite: Drop, Name: dropName(ratio), Index: i,
					Label:   fmt.Sprintf("connection_skip_ratio = %s", dropName(ratio)),
					Scripts: s.Scripts, Bare: s.Bare, SkipRatio: &ratio,
				})
			}
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
