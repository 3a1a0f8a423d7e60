package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"brig/doctor"
	"brig/probe"
)

// A doctorCall is the command line of brig doctor.
type doctorCall struct {
	root          string
	tune, restore bool
	asJSON        bool
	command       []string
}

func doctorCommand() *cobra.Command {
	var c doctorCall
	cmd := &cobra.Command{
		Use:   "doctor [--json] [--restore | --tune [-- COMMAND [ARGUMENT ...]]]",
		Short: "Say whether this machine is fit to measure",
		Long: `Say whether this machine is fit to measure: each thing that speaks against it
with the reason and the remedy. Nothing is changed.

With --tune settings of the kernel are changed that speak against measuring
(governor, turbo, huge pages, address layout, NUMA balancing, NMI watchdog, who may
read the processor's counters) while COMMAND runs, or until brig is interrupted, and
then restored. Each change is noted in a journal before it is made; when brig is
killed, the next brig doctor restores what it had changed, or --restore does. What
someone else changed meanwhile stays.

Exit status 0 says that the machine is fit, 6 that something speaks against it; with
--tune it is COMMAND's.`,
		Example: `  brig doctor
  sudo brig doctor --tune -- brig run experiment.toml
  sudo brig doctor --restore`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c.command = args
			switch {
			case c.tune && c.restore:
				return usagef("--tune and --restore: give one of them")
			case len(args) > 0 && (!c.tune || cmd.ArgsLenAtDash() != 0):
				return usagef("unexpected argument %q: see \"%s --help\"", args[0], cmd.CommandPath())
			case c.tune && c.asJSON:
				return usagef("--json lists findings: it does not go with --tune")
			}
			return c.run(cmd)
		},
	}
	cmd.Flags().BoolVar(&c.asJSON, "json", false, "print the findings as JSON")
	cmd.Flags().BoolVar(&c.tune, "tune", false, "change settings while COMMAND runs, or until interrupted")
	cmd.Flags().BoolVar(&c.restore, "restore", false, "undo what a brig doctor that was killed has changed, and no more")
	cmd.Flags().StringVar(&c.root, "root", "/", "examine the machine whose /proc and /sys are below `DIR`")
	return cmd
}

// journal is where changes are noted.
func (c *doctorCall) journal() string { return filepath.Join(c.root, "var/lib/brig/doctor.journal") }

func (c *doctorCall) run(cmd *cobra.Command) error {
	progress := cmd.ErrOrStderr()
	if c.restore || c.tune || doctor.Left(c.journal()) {
		if err := c.undo(progress); err != nil {
			return err
		}
	}
	switch {
	case c.restore:
		return nil
	case c.tune:
		return c.tuned(cmd)
	}
	s, err := probe.GatherBelow(cmd.Context(), c.root)
	if err != nil {
		return fmt.Errorf("examining this machine: %w", err)
	}
	findings := doctor.Examine(s, probe.ConditionBelow(c.root))
	if err := printDiagnosis(cmd.OutOrStdout(), findings, c.asJSON); err != nil {
		return err
	}
	if !doctor.Fit(findings) {
		return &exitError{status: exitUnfit}
	}
	return nil
}

// undo restores what an earlier brig doctor left changed.
func (c *doctorCall) undo(progress io.Writer) error {
	if !c.tune && !doctor.Left(c.journal()) {
		_, err := fmt.Fprintln(progress, "nothing to restore")
		return err
	}
	j, err := doctor.Open(c.root, c.journal())
	if err != nil {
		return err
	}
	return restore(progress, j)
}

func restore(progress io.Writer, j *doctor.Journal) error {
	restored, kept, err := j.Restore()
	for _, change := range restored {
		fmt.Fprintf(progress, "restored   %s: %s is %s again\n", change.Name, change.File, change.Before)
	}
	for _, change := range kept {
		fmt.Fprintf(progress, "left       %s: someone else has changed %s since\n", change.Name, change.File)
	}
	return err
}

// tuned changes settings, runs the command and restores them.
func (c *doctorCall) tuned(cmd *cobra.Command) (err error) {
	progress := cmd.ErrOrStderr()
	j, err := doctor.Open(c.root, c.journal())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, restore(progress, j)) }()
	changes, err := doctor.Tune(c.root, j)
	for _, change := range changes {
		fmt.Fprintf(progress, "tuned      %s: %s was %s, is %s\n", change.Name, change.File, change.Before, change.After)
	}
	switch {
	case err != nil && len(changes) == 0:
		return fmt.Errorf("tuning this machine: %w: settings belong to root", err)
	case err != nil:
		// A guest may not change all: what was changed is worth having.
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(progress, "not tuned  %s\n", strings.TrimSpace(line))
		}
	case len(changes) == 0:
		fmt.Fprintln(progress, "tuned      nothing: all settings are as they should be")
	}
	if len(c.command) == 0 {
		fmt.Fprintln(progress, "restored when interrupted (Ctrl-C)")
		<-cmd.Context().Done()
		return nil
	}
	return runTuned(cmd.Context(), c.command, cmd)
}

// runTuned runs a command to its end.
func runTuned(ctx context.Context, args []string, cmd *cobra.Command) error {
	child := exec.CommandContext(ctx, args[0], args[1:]...)
	child.Stdin, child.Stdout, child.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	child.Cancel = func() error { return child.Process.Signal(os.Interrupt) }
	child.WaitDelay = 30 * time.Second
	err := child.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return &exitError{status: exit.ExitCode()}
	}
	if err != nil {
		return fmt.Errorf("running %s: %w", args[0], err)
	}
	return nil
}

// printDiagnosis prints findings, and what they come to.
func printDiagnosis(out io.Writer, findings []doctor.Finding, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(struct {
			Fit      bool             `json:"fit"`
			Findings []doctor.Finding `json:"findings"`
		}{doctor.Fit(findings), findings})
	}
	w := bufio.NewWriter(out)
	warnings, tunable := 0, false
	for _, f := range findings {
		fmt.Fprintf(w, "%-8s %-18s %s\n", f.Level, f.Name, f.Found)
		if f.Reason != "" {
			fmt.Fprintf(w, "%27s %s\n%27s remedy: %s\n", "", f.Reason, "", f.Remedy)
		}
		if f.Level == doctor.Warning {
			warnings++
		}
		tunable = tunable || f.Tunable
	}
	switch {
	case warnings > 0:
		fmt.Fprintf(w, "\nnot fit: %d warnings", warnings)
	default:
		fmt.Fprintf(w, "\nfit to measure")
	}
	if tunable {
		fmt.Fprint(w, "; brig doctor --tune changes settings while a command runs")
	}
	fmt.Fprintln(w)
	return w.Flush()
}
