package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Exit statuses of every subcommand.
const (
	exitOK        = 0
	exitFailure   = 1 // what was asked could not be done
	exitUsage     = 2 // the command line is wrong
	exitDifferent = 3 // reproduce, compare: different
	exitUndecided = 4 // reproduce, compare: undecided
	exitFindings  = 5 // nothing was shared: documents name someone or something
	exitUnfit     = 6 // doctor: something speaks against measuring here
)

// An exitError ends the program with a status of its own. Its message is
// printed unless it is empty.
type exitError struct {
	status int
	msg    string
}

func (e *exitError) Error() string { return e.msg }

// usagef reports a wrong command line.
func usagef(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Sprintf(format, args...)}
}

// run executes one command line and returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(joinPrivateFile(args))
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var exit *exitError
	switch {
	case errors.As(err, &exit):
		if exit.msg != "" {
			fmt.Fprintf(stderr, "brig: %s\n", exit.msg)
		}
		return exit.status
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "brig: interrupted")
		return exitFailure
	}
	fmt.Fprintf(stderr, "brig: %v\n", err)
	return exitFailure
}

func rootCommand() *cobra.Command {
	root := group("brig", "Benchmark the Bro network monitor, reproducibly",
		applianceCommand(),
		bundleCommand(),
		captureCommand(),
		compareCommand(),
		decodeCommand(),
		experimentCommand(),
		doctorCommand(),
		gatherCommand(),
		imagesCommand(),
		importCommand(),
		privacyCommand(),
		pruneCommand(),
		reproduceCommand(),
		runCommand(),
		serveCommand(),
		uploadCommand(),
		versionCommand(),
	)
	root.Long = `brig runs a packet capture through an instrumented Bro, measures what each
script and analyzer costs, keeps the documents, shows them in a browser and says
whether a published result was reproduced.

Start with "brig appliance": it does all of that once with what ships with brig.`
	root.Version = versionText()
	root.SetVersionTemplate("{{.Version}}\n")
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%v: see \"%s --help\"", err, cmd.CommandPath())
	})
	return root
}
