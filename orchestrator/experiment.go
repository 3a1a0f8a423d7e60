package orchestrator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
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
	Samples   int      `toml:"samples"`   // that plain runs after a trial's first keep at most; 0 for as many as fit
	Timeout   Duration `toml:"timeout"`   // of one run
	Memory    Size     `toml:"memory"`    // bound for engine and probe
	CPUs      string   `toml:"cpus"`      // processors to pin a run to, "" for any
	Apart     bool     `toml:"apart"`     // the engine has the last of these to itself, where there are two
	Capture   Source   `toml:"capture"`
	Captures  []Source `toml:"captures"` // instead of Capture, when there are several
	Machines  []string `toml:"machines"` // where to run unless the command line says it; none leaves it open
	Engines   []Engine `toml:"engines"`  // none for the one that brig pins
	Suites    []Suite  `toml:"suite"`

	// Base is how often the first trial of a suite runs plain in each block.
	// All costs of the suite are relative to it: its error is in each of them.
	Base int `toml:"base"`
	// Realtime, when it is not 0, has packets taken when they are due by the
	// capture's clock, this many times as fast.
	Realtime float64 `toml:"realtime"`
	// Precision asks for more repeats where they are needed.
	Precision Precision `toml:"precision"`
	// Texts are scripts that the experiment brings along. Suites load them by
	// their names.
	Texts map[string]string `toml:"script"`

	text []byte
}

// A Precision says when to stop repeating: beyond Repeats, trials are repeated until
// their relative costs are known to Width (0.03: within 3 % with 95 % confidence), but
// not more than Most times, and not for longer than Budget.
type Precision struct {
	Width  float64  `toml:"width"`
	Most   int      `toml:"most"`
	Budget Duration `toml:"budget"`
}

// A Source names a capture.
type Source struct {
	Name   string `toml:"name"`   // one of Captures: names its result directory; the file's, when not given
	File   string `toml:"file"`   // relative to the experiment's folder
	SHA256 string `toml:"sha256"` // of the uncompressed capture
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
	maxBase       = 100 // runs of a suite's first trial in a block
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
		Base:      1,
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
	for i := range e.Suites {
		if s := &e.Suites[i]; s.Name == "" {
			s.Name = s.Kind
		}
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
	validCPUs   = regexp.MustCompile(`^([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?$`)
	validText   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	validDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

func (p Precision) validate(repeats int) error {
	switch {
	case p == Precision{}:
	case !(p.Width >= 0.001 && p.Width <= 1):
		return fmt.Errorf("width: %v is not between 0.001 and 1", p.Width)
	case p.Most < repeats || p.Most > maxRepeats:
		return fmt.Errorf("most: %d is not between repeats (%d) and %d", p.Most, repeats, maxRepeats)
	case p.Budget < 0:
		return fmt.Errorf("budget: %v is negative", time.Duration(p.Budget))
	}
	return nil
}

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
	case e.Base < 1 || e.Base > maxBase:
		return fmt.Errorf("base: %d is not between 1 and %d", e.Base, maxBase)
	case e.Realtime != 0 && !(e.Realtime >= 0.001 && e.Realtime <= 1e6):
		return fmt.Errorf("realtime: %v is not 0 (as fast as possible) or between 0.001 and 1000000", e.Realtime)
	case e.Interval < Duration(time.Millisecond):
		return fmt.Errorf("interval: %v is under 1ms", time.Duration(e.Interval))
	case e.Samples != 0 && (e.Samples < 2 || e.Samples > 1e6):
		return fmt.Errorf("samples: %d is not 0 (as many as fit) or between 2 and 1000000", e.Samples)
	case e.Timeout < Duration(time.Second):
		return fmt.Errorf("timeout: %v is under 1s", time.Duration(e.Timeout))
	case len(e.Machines) > maxMachines:
		return fmt.Errorf("machines: %d (%d are allowed)", len(e.Machines), maxMachines)
	case !validCPUs.MatchString(e.CPUs):
		return fmt.Errorf("cpus: %q is not a list like \"0\" or \"0-1,3\"", e.CPUs)
	case len(e.Suites) == 0:
		return errors.New("suite: an experiment needs at least one [[suite]]")
	}
	if err := errors.Join(e.validateSources(), ValidateEngines(e.Engines)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i, s := range e.Suites {
		if err := s.validate(); err != nil {
			return fmt.Errorf("suite %d: %w", i+1, err)
		}
		if seen[s.Name] {
			return fmt.Errorf("suite %d: a second suite named %q: give it another name", i+1, s.Name)
		}
		seen[s.Name] = true
	}
	if err := e.Precision.validate(e.Repeats); err != nil {
		return fmt.Errorf("precision: %w", err)
	}
	for name := range e.Texts {
		if !validText.MatchString(name) || name == trialScript || name == accountScript {
			return fmt.Errorf("script: %q is not a name of letters, digits, '_' and '-' (%q and %q are taken)", name, trialScript, accountScript)
		}
	}
	if n := len(e.Trials()); n > maxTrials {
		return fmt.Errorf("suite: %d trials (%d are allowed)", n, maxTrials)
	}
	return nil
}

// Limits on what an experiment combines.
const (
	maxCaptures = 100
	maxMachines = 10
)

// validateSources checks the captures and machines, and names the captures.
func (e *Experiment) validateSources() error {
	if len(e.Captures) == 0 {
		return e.Capture.validate("capture")
	}
	if e.Capture != (Source{}) {
		return errors.New("captures: give [capture] or [[captures]], not both")
	}
	if len(e.Captures) > maxCaptures {
		return fmt.Errorf("captures: %d (%d are allowed)", len(e.Captures), maxCaptures)
	}
	names := map[string]bool{}
	for i := range e.Captures {
		s := &e.Captures[i]
		if s.Name == "" {
			s.Name, _, _ = strings.Cut(path.Base(s.File), ".")
		}
		at := fmt.Sprintf("captures %d", i+1)
		switch err := s.validate(at); {
		case err != nil:
			return err
		case !validName.MatchString(s.Name):
			return fmt.Errorf("%s: name: %q is not 1 to 64 lower-case letters, digits, '.' and '-'", at, s.Name)
		case names[s.Name]:
			return fmt.Errorf("%s: a second capture named %q: give it another name", at, s.Name)
		case names[s.SHA256]:
			return fmt.Errorf("%s: the same capture as one before it", at)
		}
		names[s.Name], names[s.SHA256] = true, true
	}
	return nil
}

func (s Source) validate(at string) error {
	if s.File == "" {
		return fmt.Errorf("%s.file: missing", at)
	}
	if !validDigest.MatchString(s.SHA256) {
		return fmt.Errorf("%s.sha256: %q is not 64 lower-case hex digits", at, s.SHA256)
	}
	return nil
}

// Sources lists the experiment's captures.
func (e *Experiment) Sources() []Source {
	if len(e.Captures) > 0 {
		return e.Captures
	}
	return []Source{e.Capture}
}

// Measured lists the experiment's engines: one without a name when it names none.
func (e *Experiment) Measured() []Engine {
	if len(e.Engines) > 0 {
		return e.Engines
	}
	return []Engine{{}}
}

// On is the experiment on one of its captures.
func (e *Experiment) On(s Source) *Experiment {
	one := *e
	one.Capture, one.Captures = s, nil
	return &one
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
		trials = append(trials, s.trials()...)
	}
	return trials
}
