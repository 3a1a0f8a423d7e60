package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"brig/images"
	"brig/orchestrator"
	"brig/orchestrator/container"
	"brig/orchestrator/process"
)

// Names of machines on the command line.
const (
	machineAuto      = "auto"
	machineContainer = "container"
	machineProcess   = "process"
)

// chooseMachine returns the machine of that name; auto is a container when a
// Docker daemon answers and a process otherwise. img is the checked image.
func chooseMachine(ctx context.Context, name, programs string, img *images.Image) (orchestrator.Machine, error) {
	switch name {
	case machineAuto, machineContainer:
		m, err := container.Connect(ctx)
		if err == nil {
			return m, useImage(m, img)
		}
		if name == machineContainer {
			return nil, fmt.Errorf("%w: start Docker or use --machine process", err)
		}
		return chooseMachine(ctx, machineProcess, programs, img)
	case machineProcess:
		return &process.Machine{
			Probe:  filepath.Join(programs, "brig-probe"),
			Engine: filepath.Join(programs, "bro"),
		}, nil
	}
	return nil, checkMachine(name)
}

// checkMachine reports a machine that brig does not have.
func checkMachine(name string) error {
	switch name {
	case machineAuto, machineContainer, machineProcess:
		return nil
	}
	return usagef("machine %q: choose auto, container or process", name)
}

func useImage(m *container.Machine, img *images.Image) error {
	digest, err := img.Digest()
	if err != nil {
		return err
	}
	id, err := img.ConfigName()
	if err != nil {
		return err
	}
	m.Use(container.Image{
		Name:   img.Recipe.Name,
		Digest: digest.String(),
		ID:     id.String(),
		Archive: func(path string) error {
			return images.WriteDocker(path, img)
		},
		Paths: orchestrator.Paths{
			Probe: images.ProbePath, Engine: images.EnginePath, In: images.InPath,
			Capture: images.CapturePath, Out: images.OutPath, Work: images.WorkPath,
		},
	})
	return nil
}

// checkDir reports early, by name, when a folder cannot be written to.
func checkDir(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".brig-")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}
