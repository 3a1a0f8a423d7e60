package bro

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"brig/bro/scripts"
)

// Name and Version identify the engine in results.
const (
	Name    = "bro"
	Version = "0.1.0"
)

// A Config says what to run. The zero value runs the default scripts without
// packets and drops what is printed.
type Config struct {
	Scripts []string  // files, packages, or names in Path
	Code    []string  // script code, after Scripts
	Redefs  []string  // "name=value": redefinitions, after all else
	Stdin   io.Reader // what "-" among Scripts stands for; nil is an empty script
	Bare    bool      // load base/init-bare only, not base/init-default

	Args []string // the command line, for scripts that ask

	// Capture is the name of a capture file; "" is none, "-" is Stdin.
	Capture         string
	IgnoreChecksums bool
	// PseudoRealtime takes packets when they are due by the capture's clock, which
	// runs that many times as fast as the machine's. 0 takes them at once.
	PseudoRealtime float64

	// Path lists folders in which scripts are searched, after the current
	// one and before the library.
	Path []string
	// Library holds the folders base, policy and site; nil is scripts.FS.
	Library fs.FS

	// Usage asks for warnings of what the scripts declare and nothing uses.
	Usage bool

	// Seed decides uids, random numbers and which connections
	// connection_skip_ratio drops.
	Seed uint64
	// Dir is the folder for logs and, if their names are relative, trace
	// and map; "" is the current one.
	Dir string
	// Stdout takes what scripts print, Stderr the messages of scripts.
	Stdout, Stderr io.Writer
	// Now is the wall clock; nil is time.Now.
	Now func() time.Time
}

// A ScriptError holds all that is wrong with the scripts, so that nothing was run; warnings too.
type ScriptError struct {
	Errors []error // each says where
}

// Error gives one line for each error.
func (e *ScriptError) Error() string {
	lines := make([]string, len(e.Errors))
	for i, err := range e.Errors {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// An ExitError ends a run with a status that a script asked for with exit(), or
// 1 after an error that has been reported to Stderr already.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Run runs the engine. When ctx is canceled it takes no further packets, lets
// scripts end in good order, and returns an error that wraps ctx's cause;
// scripts that do not end within a second are stopped.
//
// Errors in scripts are a *[ScriptError]. An error of the capture
// (*packet.DamagedError) is returned after all packets before it have been
// analyzed; the Summary is then that of these packets. Other errors come
// without a Summary.
func Run(ctx context.Context, cfg *Config) (*Summary, error) {
	e := newEngine(cfg.withDefaults())
	err := e.load()
	for _, w := range e.warnings {
		fmt.Fprintln(e.cfg.Stderr, w)
	}
	if err != nil {
		return nil, err
	}
	return e.run(ctx)
}

// withDefaults gives the configuration with values for what was left out.
func (cfg *Config) withDefaults() *Config {
	c := *cfg
	if c.Library == nil {
		c.Library = scripts.FS
	}
	if c.Stdin == nil {
		c.Stdin = strings.NewReader("")
	}
	if c.Stdout == nil {
		c.Stdout = io.Discard
	}
	if c.Stderr == nil {
		c.Stderr = io.Discard
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &c
}
