package orchestrator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"brig/bundle"
)

// What a folder of results holds.
const (
	StockResult   = "results"   // result directories
	StockBundle   = "bundles"   // archives beside them
	StockCapture  = "captures"  // expanded captures and made rows: made again when they are wanted
	StockEngine   = "engines"   // copies of programs that were measured
	StockLeftover = "leftovers" // of directories whose makers, or removers, were killed
)

// A Stock is one thing in a folder of results.
type Stock struct {
	What       string    `json:"what"`
	Path       string    `json:"path"`
	Experiment string    `json:"experiment,omitempty"` // of a result directory or bundle, by its name
	Size       int64     `json:"size_bytes"`
	Changed    time.Time `json:"changed"`
	Unfinished bool      `json:"unfinished,omitempty"` // a result directory that a run would go on with
	Unshared   bool      `json:"unshared,omitempty"`   // a result directory of which there is no bundle beside it
	Busy       bool      `json:"busy,omitempty"`       // a brig works on it
}

// stamped is the name of a result directory: when it was begun ends it.
var stamped = regexp.MustCompile(`^(.+)-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?$`)

// TakeStock lists what is in a folder of results, the oldest first. What brig did
// not put there is not in the list. While a brig works on a result directory
// below root the captures and engines are busy too.
func TakeStock(root string) ([]Stock, error) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var all []Stock
	for _, e := range entries {
		path := filepath.Join(root, e.Name())
		s := Stock{Path: path}
		match := stamped.FindStringSubmatch(strings.TrimSuffix(strings.TrimSuffix(e.Name(), bundle.Ext), bundle.ExtBzip2))
		switch {
		case !e.IsDir() && bundle.IsName(e.Name()) && match != nil:
			s.What, s.Experiment = StockBundle, match[1]
		case e.IsDir() && strings.HasSuffix(e.Name(), partial):
			s.What = StockLeftover
		case e.IsDir() && match != nil && exists(filepath.Join(path, stateFile)):
			s.What, s.Experiment = StockResult, match[1]
			s.Unfinished = !exists(filepath.Join(path, "benchmark.json"))
			s.Unshared = !exists(path+bundle.Ext) && !exists(path+bundle.ExtBzip2)
		default:
			continue
		}
		if e.IsDir() {
			d := &dir{path: path}
			if err := d.hold(); errors.Is(err, errBusy) {
				s.Busy = true
			} else if err == nil {
				d.close()
			}
		}
		all = append(all, s)
	}
	busy := slices.ContainsFunc(all, func(s Stock) bool { return s.Busy })
	for what, dir := range map[string]string{StockCapture: "captures", StockEngine: enginesDir} {
		files, err := os.ReadDir(filepath.Join(root, dir))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range files {
			if e.Type().IsRegular() {
				all = append(all, Stock{What: what, Path: filepath.Join(root, dir, e.Name()), Busy: busy})
			}
		}
	}
	for i := range all {
		if err := all[i].measure(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Stock) int {
		return cmp.Or(cmp.Compare(a.What, b.What), a.Changed.Compare(b.Changed), cmp.Compare(a.Path, b.Path))
	})
	return all, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// measure adds up the sizes of the files, and finds the time of the last change.
func (s *Stock) measure() error {
	return filepath.WalkDir(s.Path, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it went away meanwhile
		}
		if err != nil || d.Name() == ".lock" {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if !d.IsDir() {
			s.Size += info.Size()
			if info.ModTime().After(s.Changed) {
				s.Changed = info.ModTime()
			}
		}
		return nil
	})
}

// Remove removes it. A directory loses its name first, so that what is left when
// that is interrupted is a leftover.
func (s *Stock) Remove() error {
	if s.Busy {
		return fmt.Errorf("removing %s: %w", s.Path, errBusy)
	}
	if s.What == StockBundle || s.What == StockCapture || s.What == StockEngine {
		return os.Remove(s.Path)
	}
	d := &dir{path: s.Path}
	if err := d.hold(); err != nil {
		return fmt.Errorf("removing: %w", err)
	}
	defer d.close()
	path := s.Path
	if s.What == StockResult {
		path += partial
		if err := os.Rename(s.Path, path); err != nil {
			return err
		}
	}
	return os.RemoveAll(path)
}
