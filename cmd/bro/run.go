package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"brig/bro"
)

const usage = `bro runs Bro scripts on a capture. It is the embedded engine of brig, not Zeek.

Usage:
  bro [options] [script ...] [name=value ...]
  bro [options] -- script [argument ...]    arguments for zeek_script_args

Examples:
  bro -r traffic.pcap                  run the default scripts, write conn.log, dns.log, ...
  bro -r traffic.pcap my.bro           and my.bro
  bro -b -r traffic.pcap base/protocols/http
                                       run only what is named, and what it loads
  bro -e 'print |"four"|;'             run code, without packets
  bro -r traffic.pcap connection_skip_ratio=0.35
                                       change a &redef constant
  zcat traffic.gz | bro -r -           packets from standard input
  bro -r traffic.pcap --pseudo-realtime=60
                                       an hour of traffic in a minute
  generate | bro -                     run the script that comes from standard input
  bro --check --json my.bro            one JSON object for each error and warning, for editors
  bro -N                               list analyzers, functions, events, constants and types
  bro -NN strlen http                  with signatures, those with either word in their names

Logs are written to the current folder. Scripts are searched in it, in the
folders of the environment variable BROPATH (or ZEEKPATH), and in the library
inside the program: base/..., policy/..., site/... A name may be without its
suffix .bro or .zeek, and a folder stands for the __load__.bro in it.

Errors and warnings of all scripts are printed to standard error, each as
"FILE, line N, column M: error: TEXT", before anything runs. The exit status is
0, 1 after an error, 2 for a wrong command line, or what a script gives to exit().

Options:
`

// run is the program; it returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cfg := &bro.Config{Args: append([]string{"bro"}, args...), Stdin: stdin, Stdout: stdout, Stderr: stderr, Path: searchPath()}
	var version, help, check, asJSON bool
	var list int
	var summary string
	flags := pflag.NewFlagSet("bro", pflag.ContinueOnError)
	flags.SortFlags = false
	flags.SetOutput(io.Discard)
	flags.StringVarP(&cfg.Capture, "readfile", "r", "", "read packets from `FILE`: pcap or pcapng, plain, gzip or zstd;\n- is standard input")
	flags.Float64VarP(&cfg.PseudoRealtime, "pseudo-realtime", "E", 0, "take packets when they are due by the capture's clock, or `X` times as fast")
	flags.Lookup("pseudo-realtime").NoOptDefVal = "1"
	flags.BoolVarP(&cfg.Bare, "bare-mode", "b", false, "do not load the scripts of base/")
	flags.BoolVarP(&cfg.IgnoreChecksums, "no-checksums", "C", false, "take packets whatever their checksums say")
	flags.StringArrayVarP(&cfg.Code, "exec", "e", nil, "run `CODE` after the scripts; may be given again")
	flags.Uint64VarP(&cfg.Seed, "seed", "s", 0, "`SEED` of uids, random numbers and skipped connections")
	flags.BoolVarP(&check, "parse-only", "a", false, "check the scripts and end")
	flags.BoolVar(&check, "check", false, "the same as --parse-only")
	flags.BoolVarP(&cfg.Usage, "usage-issues", "u", false, "warn of handlers, functions and variables that nothing uses")
	flags.CountVarP(&list, "print-plugins", "N", "list what scripts can use and end, -NN with signatures;\narguments say which")
	flags.BoolVar(&asJSON, "json", false, "with --check and -N: one JSON object a line, to standard output")
	flags.StringVar(&summary, "summary", "", "write what was done to `FILE`, as JSON")
	flags.BoolVarP(&version, "version", "v", false, "print the version and end")
	flags.BoolVarP(&help, "help", "h", false, "print this and end")
	if err := flags.Parse(args); err != nil {
		fmt.Fprintf(stderr, "bro: %v\nTry 'bro --help'.\n", err)
		return 2
	}
	switch {
	case help:
		fmt.Fprint(stdout, usage+flags.FlagUsages())
		return 0
	case version:
		fmt.Fprintf(stdout, "bro version %s (brig embedded engine)\n", bro.Version)
		return 0
	}
	if list > 0 {
		return status(catalogue(cfg, flags.Args(), list > 1, asJSON, stdout), stderr)
	}
	if x := cfg.PseudoRealtime; flags.Changed("pseudo-realtime") && !(x > 0 && x <= math.MaxFloat64) {
		fmt.Fprintf(stderr, "bro: --pseudo-realtime=%v: want a number greater than 0\nTry 'bro --help'.\n", x)
		return 2
	}
	named := flags.Args()
	if dash := flags.ArgsLenAtDash(); dash >= 0 && dash < len(named) {
		cfg.Redefs = append(cfg.Redefs, scriptArguments(named[dash+1:]))
		named = named[:dash+1]
	}
	for _, arg := range named {
		if strings.Contains(arg, "=") {
			cfg.Redefs = append(cfg.Redefs, arg)
		} else {
			cfg.Scripts = append(cfg.Scripts, arg)
		}
	}
	if len(cfg.Scripts)+len(cfg.Code) == 0 && cfg.Capture == "" {
		fmt.Fprint(stderr, "bro: nothing to do: give a capture (-r FILE), a script or code (-e CODE).\nTry 'bro --help'.\n")
		return 2
	}
	if check {
		return checkScripts(cfg, asJSON, stdout, stderr)
	}
	done, err := bro.Run(ctx, cfg)
	if done != nil && summary != "" && !failed(err) {
		err = errors.Join(err, done.WriteFile(summary))
	}
	return status(err, stderr)
}

// scriptArguments is the redefinition that hands arguments to the script.
func scriptArguments(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		var b strings.Builder
		for _, c := range []byte(arg) {
			if c < ' ' || c == '"' || c == '\\' {
				fmt.Fprintf(&b, "\\x%02x", c)
			} else {
				b.WriteByte(c)
			}
		}
		quoted[i] = `"` + b.String() + `"`
	}
	return "zeek_script_args=vector(" + strings.Join(quoted, ", ") + ")"
}

// failed reports whether a script ended the run with a status other than 0.
func failed(err error) bool {
	var exit *bro.ExitError
	return errors.As(err, &exit)
}

// status prints what is to be said of an error and gives the exit status.
func status(err error, stderr io.Writer) int {
	var script *bro.ScriptError
	var exit *bro.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	case errors.As(err, &script):
		fmt.Fprintln(stderr, script)
	default:
		for _, line := range strings.Split(err.Error(), "\n") {
			fmt.Fprintln(stderr, "bro:", line)
		}
	}
	return 1
}

// searchPath lists the folders of BROPATH.
func searchPath() []string {
	path := os.Getenv("BROPATH")
	if path == "" {
		path = os.Getenv("ZEEKPATH")
	}
	return filepath.SplitList(path)
}
