package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"brig/capture"
	"brig/orchestrator"
	"brig/published"
	"brig/result"
	"brig/traces"
)

// loadExperiment reads an experiment file or, when there is none of that
// name, the experiment that ships with brig under it: "pybrig-2013" and
// "published/pybrig-2013.toml" both name that one.
func loadExperiment(name string) (*orchestrator.Experiment, error) {
	e, err := orchestrator.ReadExperiment(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return e, err
	}
	shipped := strings.TrimSuffix(path.Base(filepath.ToSlash(name)), ".toml") + ".toml"
	text, embedErr := published.FS.ReadFile(shipped)
	if embedErr != nil {
		names, _ := fs.Glob(published.FS, "*.toml") // the pattern is well formed
		return nil, fmt.Errorf("%w; brig ships with %s", err, strings.Join(names, " and "))
	}
	return orchestrator.ParseExperiment(shipped, text)
}

// openCapture opens an experiment's capture: a file relative to the
// experiment's folder or, when there is none, the capture that ships with brig.
func openCapture(experiment string, source orchestrator.Source) (io.ReadCloser, error) {
	name := filepath.FromSlash(source.File)
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(experiment), name)
	}
	f, err := os.Open(name)
	if err == nil {
		return f, nil
	}
	if errors.Is(err, fs.ErrNotExist) && path.Base(source.File) == traces.File {
		data, err := traces.FS.ReadFile(traces.File)
		return io.NopCloser(bytes.NewReader(data)), err
	}
	return nil, fmt.Errorf("opening the capture of %s: %w", experiment, err)
}

// expandCapture brings an experiment's capture to its plain form below dir
// and describes it.
func expandCapture(ctx context.Context, experiment string, source orchestrator.Source, dir string) (string, *result.Capture, error) {
	r, err := openCapture(experiment, source)
	if err != nil {
		return "", nil, err
	}
	defer r.Close()
	file, _, err := capture.Expand(ctx, dir, source.File, r, source.SHA256)
	if err != nil {
		return "", nil, err
	}
	info, err := capture.Info(ctx, file)
	if err != nil {
		return "", nil, err
	}
	if info.Truncated != "" {
		return "", nil, fmt.Errorf("%s: the capture is not whole: %s", source.File, info.Truncated)
	}
	info.Header = newHeader()
	info.Name = path.Base(source.File)
	file, err = filepath.Abs(file)
	return file, info, err
}
