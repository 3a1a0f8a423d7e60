package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"brig/compare"
	"brig/images"
	"brig/orchestrator"
	"brig/result"
)

// pinnedEngine names, on the command line, the engine that brig pins. What else
// images.lock pins goes by its name there.
const pinnedEngine = "pinned"

// imagePrefix begins what names an image, not a program, on the command line. A name
// with a digest needs none.
const imagePrefix = "image:"

// engines puts what the command line says of engines into the experiment.
func (b *benchmarkRun) engines(e *orchestrator.Experiment) error {
	for i := range e.Engines {
		g := &e.Engines[i]
		if g.Path != "" && g.Image == "" && !filepath.IsAbs(g.Path) {
			g.Path = filepath.Join(filepath.Dir(b.Experiment), filepath.FromSlash(g.Path))
		}
	}
	if b.published != nil {
		return b.publishedEngine(e)
	}
	if len(b.Engines) == 0 {
		return nil
	}
	chosen, err := chooseEngines(b.Engines, e.Engines)
	e.Engines = chosen
	return err
}

// chooseEngines reads --engine: NAME=PATH, NAME=image:IMAGE, NAME=IMAGE@sha256:DIGEST,
// or the NAME of one that the experiment has or images.lock pins.
func chooseEngines(args []string, known []orchestrator.Engine) ([]orchestrator.Engine, error) {
	lock, err := images.ParseLock(images.LockText)
	if err != nil {
		return nil, err
	}
	var chosen []orchestrator.Engine
	for _, arg := range args {
		name, where, given := strings.Cut(arg, "=")
		g := orchestrator.Engine{Name: name}
		i := slices.IndexFunc(known, func(k orchestrator.Engine) bool { return k.Name == name })
		if i >= 0 {
			g = known[i]
		}
		image, isImage := strings.CutPrefix(where, imagePrefix)
		isImage = isImage || strings.Contains(where, "@sha256:")
		upstream, pinned := lock.Upstream[name]
		switch {
		case given && where == "" || isImage && image == "":
			return nil, usagef("--engine %s: give NAME=PATH or NAME=%sIMAGE", arg, imagePrefix)
		case isImage:
			if g.Image == "" {
				g.Path = ""
			}
			g.Image, g.SHA256 = image, ""
		case given:
			g.Path, g.Image, g.SHA256 = where, "", ""
		case i < 0 && pinned:
			g.Image = upstream.Name()
		case i < 0 && name != pinnedEngine:
			return nil, usagef("--engine %s: the experiment names no such engine: give %s=PATH, or %s for that of brig", arg, name, pinnedEngine)
		}
		chosen = append(chosen, g)
	}
	if err := orchestrator.ValidateEngines(chosen); err != nil {
		return nil, usagef("--engine: %v", err)
	}
	return chosen, nil
}

// publishedEngine chooses the engine that a published benchmark was made with, by
// what that says of it: of the experiment there may be several.
func (b *benchmarkRun) publishedEngine(e *orchestrator.Experiment) error {
	p := b.published.Program
	e.Engines = nil
	if p != nil {
		e.Engines = []orchestrator.Engine{{Name: p.Name, Kind: p.Kind, Options: p.Options, Environment: p.Environment}}
	}
	if len(b.Engines) > 1 {
		return usagef("--engine: reproduce a bundle with one engine")
	}
	if len(b.Engines) == 1 {
		chosen, err := chooseEngines(b.Engines, e.Engines)
		e.Engines = chosen
		return err
	}
	if p == nil {
		return nil
	}
	lock, err := images.ParseLock(images.LockText)
	if err != nil {
		return err
	}
	for _, u := range lock.Upstream {
		if u.Digest == b.published.Image {
			e.Engines[0].Image = u.Name()
			return nil
		}
	}
	dir, err := programsDir()
	if err != nil {
		return err
	}
	switch ours, err := fileDigest(filepath.Join(dir, engineProgram)); {
	case err != nil:
		return err
	case p.SHA256 == "":
		return fmt.Errorf("it was made with engine %s from an image of digest %s: give that, --engine %s=%sIMAGE", p.Name, b.published.Image, p.Name, imagePrefix)
	case p.SHA256 != ours:
		return fmt.Errorf("it was made with engine %s, which is not brig's own but a program of SHA-256 %s: give that, --engine %s=PATH", p.Name, p.SHA256, p.Name)
	}
	return nil
}

func fileDigest(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, f)
	return fmt.Sprintf("%x", hash.Sum(nil)), err
}

// A measured is an engine as it is on this host.
type measured struct {
	orchestrator.Engine
	file    string          // the program; "" for one that is in an image only
	image   *images.Image   // made of the program; nil until it is needed
	program *result.Program // nil for the pinned engine as it is
}

// open finds an engine on this host. One that has no path is brig's own, which must
// be the pinned one; another is copied below results.
func (b *benchmarkRun) open(says voice, programs string, g orchestrator.Engine) (*measured, error) {
	m := &measured{Engine: g}
	digest := ""
	var err error
	switch {
	case g.Image != "":
	case g.Path != "":
		if m.file, digest, err = orchestrator.KeepEngine(b.Results, g.Path); err != nil {
			return nil, fmt.Errorf("engine %s: %w", g.Name, err)
		}
		if g.SHA256 != "" && digest != g.SHA256 {
			return nil, fmt.Errorf("engine %s: %s has SHA-256 %s, the experiment wants %s", g.Name, g.Path, digest, g.SHA256)
		}
	default:
		m.file = filepath.Join(programs, engineProgram)
		var mismatch *images.MismatchError
		if m.image, err = hostImage(programs); errors.As(err, &mismatch) {
			return nil, fmt.Errorf("%w; to measure it all the same: --engine NAME=%s", err, m.file)
		} else if err != nil {
			return nil, err
		}
		if digest, err = fileDigest(m.file); err != nil {
			return nil, err
		}
		imageDigest, err := m.image.Digest()
		if err != nil {
			return nil, err
		}
		says.say("image", "%s %s %s, as pinned", m.image.Recipe.Name, m.image.Recipe.Platform, imageDigest)
	}
	if g.Name != "" {
		m.program = &result.Program{Name: g.Name, Kind: g.Kind, SHA256: digest, Options: g.Options, Environment: g.Environment}
		says.say("engine", "%s: %s", g.Name, m.describe())
	}
	return m, nil
}

// describe says in a line what an engine is.
func (m *measured) describe() string {
	what := "brig's own"
	switch {
	case m.Image != "":
		what = "image " + m.Image
		if m.Path != "" {
			what += ", " + m.Path + " in it"
		}
	case m.Path != "":
		what = m.Path
	}
	if m.program.SHA256 != "" {
		what += ", sha256 " + m.program.SHA256
	}
	return strings.Join(slices.Concat([]string{what}, m.Options, m.Environment), " ")
}

// build makes the image of an engine that has none.
func (m *measured) build(programs string) error {
	if m.image != nil {
		return nil
	}
	platform := "linux/" + runtime.GOARCH
	recipe, err := images.Bro(platform, m.file, filepath.Join(imagePrograms(programs, platform), probeProgram))
	if err != nil {
		return err
	}
	m.image, err = images.Build(recipe)
	return err
}

// A place is an engine on a machine: where a benchmark is made.
type place struct {
	machine orchestrator.Machine
	program *result.Program
}

// places makes the places that the experiment is run in: each engine on each machine.
// Those made before an error come with it.
func (b *benchmarkRun) places(ctx context.Context, says voice, e *orchestrator.Experiment) ([]place, error) {
	names := e.Machines
	if len(names) == 0 {
		names = []string{machineAuto}
	}
	programs, err := programsDir()
	if err != nil {
		return nil, err
	}
	var engines []*measured
	for _, g := range e.Measured() {
		m, err := b.open(says, programs, g)
		if err != nil {
			return nil, err
		}
		engines = append(engines, m)
	}
	var all []place
	for _, name := range names {
		var first orchestrator.Machine
		for i, engine := range engines {
			m, err := chooseMachine(ctx, says, name, programs, engine)
			if err != nil {
				return all, err
			}
			named := slices.ContainsFunc(all, func(p place) bool { return p.machine.Name() == m.Name() })
			all = append(all, place{m, engine.program})
			if i == 0 {
				first = m
				if named {
					return all, usagef("machine %q: it is a %s, which is named already", name, m.Name())
				}
			} else if m.Name() != first.Name() {
				return all, fmt.Errorf("machine %q: it is a %s for one engine and a %s for another: name the machine", name, first.Name(), m.Name())
			}
		}
		says.say("machine", "%s", machineLine(first))
	}
	return all, nil
}

// judgeEngines compares benchmarks of one session with the first of them that is
// about the same capture on the same machine, and writes the verdicts beside the
// documents. A benchmark that is the first has none.
func judgeEngines(dirs []string, sets []compare.Set) ([]*result.Verdict, error) {
	type question struct{ capture, machine string }
	first := map[question]int{}
	others := map[int][]int{}
	for i, s := range sets {
		q := question{s.Benchmark.CaptureSHA256, s.Benchmark.Machine}
		if base, ok := first[q]; ok {
			others[base] = append(others[base], i)
		} else {
			first[q] = i
		}
	}
	verdicts := make([]*result.Verdict, len(sets))
	for base, members := range others {
		here := make([]compare.Set, len(members))
		for k, i := range members {
			here[k] = sets[i]
		}
		judged, err := compare.Verdicts(sets[base], here...)
		if err != nil {
			return nil, err
		}
		for k, i := range members {
			address(judged[k], "")
			verdicts[i] = judged[k]
			if err := writeDocument(dirs[i], "verdict.json", judged[k]); err != nil {
				return nil, err
			}
		}
	}
	return verdicts, nil
}

// readSets reads the benchmarks of result directories.
func readSets(dirs []string) ([]compare.Set, error) {
	sets := make([]compare.Set, len(dirs))
	for i, dir := range dirs {
		var err error
		if sets[i], _, err = readSet(dir); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// otherImages reports whether a lock pins other images than this brig makes.
func otherImages(text []byte) (bool, error) {
	theirs, err := images.ParseLock(text)
	if err != nil {
		return false, err
	}
	ours, err := images.ParseLock(images.LockText)
	return !reflect.DeepEqual(theirs.Images, ours.Images), err
}

// enginePaths is where things are in an image, the engine where it says.
func enginePaths(engine string) orchestrator.Paths {
	return orchestrator.Paths{
		Probe: images.ProbePath, Engine: engine, In: images.InPath,
		Capture: images.CapturePath, Out: images.OutPath, Work: images.WorkPath,
	}
}
