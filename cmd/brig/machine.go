package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

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

// chooseMachine returns the machine of that name for an engine; auto is a container
// when a Docker daemon answers and a process otherwise.
func chooseMachine(ctx context.Context, says voice, name, programs string, engine *measured) (orchestrator.Machine, error) {
	switch name {
	case machineAuto, machineContainer:
		m, err := container.Connect(ctx)
		switch {
		case err == nil:
			return m, useImage(ctx, says, m, programs, engine)
		case engine.Image != "":
			return nil, fmt.Errorf("engine %s is an image: %w", engine.Name, err)
		case name == machineContainer:
			return nil, fmt.Errorf("%w: start Docker or use --machine process", err)
		}
		return chooseMachine(ctx, says, machineProcess, programs, engine)
	case machineProcess:
		if engine.Image != "" {
			return nil, usagef("engine %s is an image: it runs on --machine container", engine.Name)
		}
		return &process.Machine{Probe: filepath.Join(programs, probeProgram), Engine: engine.file}, nil
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

// useImage has a daemon run an engine: in its image or, if it is a program, in one
// that is made of it.
func useImage(ctx context.Context, says voice, m *container.Machine, programs string, engine *measured) error {
	if engine.Image != "" {
		probe := filepath.Join(imagePrograms(programs, "linux/"+runtime.GOARCH), probeProgram)
		err := m.UseForeign(ctx, engine.Image, probe, enginePaths(engine.Path), func(line string) { says.say("image", "%s", line) })
		if err != nil {
			return fmt.Errorf("engine %s: %w", engine.Name, err)
		}
		return nil
	}
	if err := engine.build(programs); err != nil {
		return err
	}
	img := engine.image
	digest, err := img.Digest()
	if err != nil {
		return err
	}
	id, err := img.ConfigName()
	if err != nil {
		return err
	}
	m.Use(container.Image{
		Name:    img.Recipe.Name,
		Digest:  digest.String(),
		ID:      id.String(),
		Archive: func(path string) error { return images.WriteDocker(path, img) },
		Paths:   enginePaths(images.EnginePath),
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
