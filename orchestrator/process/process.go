// Package process runs engines as plain processes of the host: the machine
// for where there is no container engine.
//
// A job gets a process group, a scratch folder and an environment of its
// own, and its processors where the system can pin. Nothing else is kept
// apart; [Machine.Isolation] says so.
package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"brig/orchestrator"
)

// grace is how long a probe that is to stop has. It gives its engine two
// seconds of that.
const grace = 5 * time.Second

// A Machine is the host itself. Its fields are set before it is used.
type Machine struct {
	Probe  string // the brig-probe program
	Engine string // the engine
}

var _ orchestrator.Machine = (*Machine)(nil)

// Name is the machine's name in documents.
func (m *Machine) Name() string { return "process" }

// Image is empty: the programs are the host's.
func (m *Machine) Image() string { return "" }

// Isolation says what a job shares with everything else on the host.
func (m *Machine) Isolation() []string {
	return []string{
		"memory and number of processes have no bound",
		"the network is not cut off, and files of the host can be read and written",
		"processors and page cache are shared with everything else that runs",
	}
}

// Prepare checks that the programs are there and can be executed.
func (m *Machine) Prepare(context.Context) error {
	for _, program := range []*string{&m.Probe, &m.Engine} {
		path, err := filepath.Abs(*program)
		if err != nil {
			return err
		}
		fi, err := os.Stat(path)
		switch {
		case err != nil:
			return fmt.Errorf("looking for a program: %w", err)
		case !fi.Mode().IsRegular() || fi.Mode()&0o111 == 0:
			return fmt.Errorf("%s is not a program that can be executed", path)
		}
		*program = path
	}
	return nil
}

// Close has nothing to remove.
func (m *Machine) Close() error { return nil }

// Run runs one job to its end.
func (m *Machine) Run(ctx context.Context, job orchestrator.Job) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "brig-"+job.Name+"-")
	if err != nil {
		return fmt.Errorf("making a work folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	paths := orchestrator.Paths{
		Probe: m.Probe, Out: job.Out, In: filepath.Join(scratch, "in"), Work: filepath.Join(scratch, "work"),
		// The command is part of the result: it must not tell in whose folder
		// the programs and captures of this host are.
		Engine: "../engine", Capture: "../capture",
	}
	// The engine runs in the work folder.
	engine := m.Engine
	for _, p := range []*string{&job.In, &engine, &job.Capture, &paths.Out} {
		if *p, err = filepath.Abs(*p); err != nil {
			return err
		}
	}
	if err := errors.Join(os.Mkdir(paths.Work, 0o755), os.Symlink(job.In, paths.In),
		os.Symlink(engine, filepath.Join(scratch, "engine")), os.Symlink(job.Capture, filepath.Join(scratch, "capture"))); err != nil {
		return fmt.Errorf("making a work folder: %w", err)
	}
	argv := job.Command(paths)
	var complaint complaint
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = paths.Work
	cmd.Env = append(environment(paths.Work), job.Env...)
	cmd.Stderr = &complaint
	cmd.WaitDelay = time.Second
	err = run(ctx, cmd, job.CPUs)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case !errors.As(err, &exit):
		return err
	case left(job.Out):
		return nil // the engine failed; the documents tell how
	}
	if line := complaint.line(); line != "" {
		return errors.New(line)
	}
	return fmt.Errorf("running %s: %w", argv[0], err)
}

// environment is all that a job sees of the host's.
func environment(work string) []string {
	return []string{
		"HOME=" + work,
		"LC_ALL=C",
		"PATH=/usr/local/bin:/usr/bin:/bin",
		"TMPDIR=" + work,
		"TZ=UTC",
	}
}

// run starts a program on the given processors and waits for its end. When
// ctx ends, the program is told to stop, and after a while its group is
// killed.
func run(ctx context.Context, cmd *exec.Cmd, cpus string) error {
	ended := make(chan error, 1)
	started := make(chan error)
	go func() {
		err := startOn(cmd, cpus)
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	// The probe stops its engine itself. Its group is signalled, so that
	// whatever it may have started besides goes as well.
	group := -cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	select {
	case err := <-ended:
		return err
	case <-time.After(grace):
		_ = syscall.Kill(group, syscall.SIGKILL)
		return <-ended
	}
}

// left reports whether the probe left a result: a folder that has its final
// name.
func left(out string) bool {
	entries, err := os.ReadDir(out)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".partial") {
			return true
		}
	}
	return false
}

// A complaint keeps the last 4 KB of what a probe writes to its standard
// error.
type complaint struct{ text []byte }

func (c *complaint) Write(p []byte) (int, error) {
	c.text = append(c.text, p...)
	c.text = c.text[max(0, len(c.text)-4096):]
	return len(p), nil
}

func (c *complaint) line() string {
	text := strings.TrimSpace(string(c.text))
	return strings.ToValidUTF8(text[strings.LastIndexByte(text, '\n')+1:], "?")
}
