package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/bro"
	"brig/result"
	"brig/traces"
)

// The tests run this binary as bro when the variable is set.
const asProgram = "BRO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program is bro as a process, in a folder of its own.
func program(ctx context.Context, t *testing.T, args ...string) (cmd *exec.Cmd, stdout, stderr *bytes.Buffer) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.CommandContext(ctx, exe, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), asProgram+"=1", "BROPATH=", "ZEEKPATH=")
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd, stdout, stderr
}

func exitStatus(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return 0
}

func site(t *testing.T) string {
	t.Helper()
	name, err := filepath.Abs(filepath.Join("..", "..", "traces", traces.File))
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestCommandLine(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.pcap")
	if err := os.WriteFile(text, []byte("no capture"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		stdout string // all of it, or "..." and a part
		stderr string // a part; "" is nothing at all
		stdin  string
	}{
		{"version", []string{"-v"}, 0, "bro version " + bro.Version + " (brig embedded engine)\n", "", ""},
		{"help", []string{"--help"}, 0, "...connection_skip_ratio=0.35", "", ""},
		{"code", []string{"-b", "-e", `print "a";`, "-e", "print 1 + 1;"}, 0, "a\n2\n", "", ""},
		{"redefinition", []string{"-b", "-e", `const x = 1 &redef; print x;`, "x=5"}, 0, "5\n", "", ""},
		{"exit status", []string{"-b", "-e", `event bro_init() { exit(42); }`}, 42, "", "", ""},
		{"check", []string{"--check", "-e", `print "never";`}, 0, "", "", ""},
		{"nothing to do", nil, 2, "", "nothing to do", ""},
		{"unknown option", []string{"--no-such"}, 2, "", "--no-such", ""},
		{"seed is no number", []string{"-s", "x", "-e", "print 1;"}, 2, "", "x", ""},
		{"script error", []string{"-b", "-e", "print nonsense;"}, 1, "", "<command line>, line 1", ""},
		{"unknown script", []string{"no-such-script.bro"}, 1, "", "no-such-script.bro", ""},
		{"bad redefinition", []string{"-b", "nonsense=1", "-e", "print 1;"}, 1, "", "nonsense", ""},
		{"missing capture", []string{"-r", "missing.pcap"}, 1, "", "bro: opening capture", ""},
		{"no capture", []string{"-r", text}, 1, "", text, ""},
		{"unwritable summary", []string{"-b", "-e", "print 1;", "--summary", "no/such/folder/s.json"}, 1, "1\n", "bro: writing summary", ""},
		{"standard input", []string{"-b", "-"}, 0, "3\n", "", "print 1 + 2;"},
		{"error in standard input", []string{"-b", "-"}, 1, "", "<stdin>, line 2, column 7: error: unknown identifier x", "\nprint x;"},
		{"check for editors", []string{"-b", "-a", "--json", "-"}, 1,
			`{"file":"<stdin>","line":1,"column":7,"severity":"error","message":"unknown identifier x"}` + "\n", "", "print x;"},
		{"check", []string{"-b", "--check", "-"}, 1, "", "<stdin>, line 1, column 7: error: unknown identifier x\n", "print x;"},
		{"warning", []string{"-b", "--check", "-"}, 0, "", "warning: function f may end", "function f(): count { }"},
		{"script arguments", []string{"-b", "--", "-", "-a", `x"=\`}, 0, "[-a, x\"=\\]\n", "", "print zeek_script_args;"},
		{"unused", []string{"-b", "-u", "-"}, 0, "", `line 2, column 34: warning: "n" is never used`,
			"event zeek_init()\n\t{ local _ = 1; if ( F ) { local n = 1; } }"},
		{"names", []string{"-b", "-N", "strlen"}, 0, "Bro::strings\n    [Function] strlen\n", "", ""},
		{"signatures", []string{"-b", "-NN", "strlen"}, 0, "Bro::strings\n    [Function] strlen(str: string): count\n", "", ""},
		{"signatures for editors", []string{"-b", "-N", "--json", "strlen"}, 0,
			`{"family":"Bro::strings","kind":"Function","name":"strlen","signature":"strlen(str: string): count"}` + "\n", "", ""},
		{"readers", []string{"-NN", "raw"}, 0, "...    [Reader] RAW (Input::READER_RAW)\n", "", ""},
		{"analyzers", []string{"-N", "analyzers"}, 0, "...    [Analyzer] DNS\n", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			var stdout, stderr bytes.Buffer
			if got := run(t.Context(), tt.args, strings.NewReader(tt.stdin), &stdout, &stderr); got != tt.status {
				t.Errorf("status %d, want %d", got, tt.status)
			}
			if part, ok := strings.CutPrefix(tt.stdout, "..."); ok {
				if !strings.Contains(stdout.String(), part) {
					t.Errorf("standard output lacks %q:\n%s", part, &stdout)
				}
			} else if stdout.String() != tt.stdout {
				t.Errorf("standard output %q, want %q", &stdout, tt.stdout)
			}
			if !strings.Contains(stderr.String(), tt.stderr) || tt.stderr == "" && stderr.Len() > 0 {
				t.Errorf("standard error %q, want %q in it", &stderr, tt.stderr)
			}
			if tt.stderr != "" && tt.status == 1 && strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("standard error is not one line:\n%s", &stderr)
			}
			if left, _ := filepath.Glob("*"); len(left) != 0 {
				t.Errorf("files were left: %v", left)
			}
		})
	}
}

// The summary is what package result reads, field by field.
func TestSummary(t *testing.T) {
	capture := site(t)
	t.Chdir(t.TempDir())
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"-r", capture, "--summary", "s.json"}, nil, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	text, err := os.ReadFile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	var outcome result.Outcome
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&outcome); err != nil {
		t.Fatal(err)
	}
	again, err := json.MarshalIndent(outcome, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(text), string(again)+"\n"); diff != "" {
		t.Errorf("what result.Outcome writes differs (-bro +result):\n%s", diff)
	}
	if outcome.Engine.Name != bro.Name || outcome.Engine.Version != bro.Version || outcome.Packets != traces.Packets ||
		outcome.Events == 0 || outcome.First == 0 || outcome.Last <= outcome.First || len(outcome.Logs) == 0 {
		t.Errorf("outcome = %+v", outcome)
	}
	for _, pair := range [][2]reflect.Type{
		{reflect.TypeFor[bro.Summary](), reflect.TypeFor[result.Outcome]()},
		{reflect.TypeFor[bro.LogSummary](), reflect.TypeFor[result.ExactLog]()},
		{reflect.TypeFor[bro.EngineVersion](), reflect.TypeFor[result.Version]()},
	} {
		if got, want := tags(pair[0]), tags(pair[1]); !cmp.Equal(got, want) {
			t.Errorf("%v has the JSON names %q, %v has %q", pair[0], got, pair[1], want)
		}
	}
}

// tags returns the JSON names of fields. What upstream's engine cannot tell may be
// left out of a document.
func tags(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		names = append(names, strings.TrimSuffix(t.Field(i).Tag.Get("json"), ",omitempty"))
	}
	return names
}

// BROPATH comes before the library, ZEEKPATH stands in for it.
func TestBroPath(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.bro"), []byte(`print "mine";`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"BROPATH", "ZEEKPATH"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("BROPATH", "")
			t.Setenv(name, "/no/such/folder:"+dir)
			var stdout, stderr bytes.Buffer
			if status := run(t.Context(), []string{"-b", "mine"}, nil, &stdout, &stderr); status != 0 || stdout.String() != "mine\n" {
				t.Errorf("status %d, printed %q, errors %q", status, &stdout, &stderr)
			}
		})
	}
}

// SIGINT and SIGTERM end a run in good order.
func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			cmd, stdout, stderr := program(ctx, t, "-b", "-r", site(t), "base/protocols/conn", "-e",
				`event new_connection(c: connection) { local f = open("ready"); close(f); while ( T ) { local x = 1; } }
				 event bro_done() { print "never"; }`)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for {
				if _, err := os.Stat(filepath.Join(cmd.Dir, "ready")); err == nil {
					break
				}
				if ctx.Err() != nil {
					t.Fatal("the script did not begin")
				}
				time.Sleep(5 * time.Millisecond)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if status := exitStatus(t, cmd.Wait()); status != 1 {
				t.Errorf("status %d, want 1", status)
			}
			if got := stderr.String(); !strings.HasPrefix(got, "bro: interrupted") || strings.Count(got, "\n") != 1 {
				t.Errorf("standard error %q, want one line: interrupted", got)
			}
			if stdout.Len() > 0 {
				t.Errorf("standard output %q", stdout)
			}
		})
	}
}

// A full disk is one error, wherever it is met.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full")
	}
	defer full.Close()
	t.Run("standard output", func(t *testing.T) {
		cmd, _, stderr := program(t.Context(), t, "-b", "-e", `print "x";`)
		cmd.Stdout = full
		if status := exitStatus(t, cmd.Run()); status != 1 || !strings.Contains(stderr.String(), "no space left") ||
			strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("status %d, standard error %q", status, stderr)
		}
	})
	t.Run("trace", func(t *testing.T) {
		cmd, _, stderr := program(t.Context(), t, "-r", site(t), "-e",
			`event bro_init() { fn_set_file("/dev/full"); fn_trace_add(/.*/); }`)
		if status := exitStatus(t, cmd.Run()); status != 1 || !strings.Contains(stderr.String(), "no space left") ||
			strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("status %d, standard error %q", status, stderr)
		}
	})
	t.Run("log", func(t *testing.T) {
		cmd, _, stderr := program(t.Context(), t, "-r", site(t))
		if err := os.Symlink("/dev/full", filepath.Join(cmd.Dir, "conn.log")); err != nil {
			t.Fatal(err)
		}
		if status := exitStatus(t, cmd.Run()); status != 1 || !strings.Contains(stderr.String(), "conn.log") ||
			!strings.Contains(stderr.String(), "no space left") || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("status %d, standard error %q", status, stderr)
		}
	})
}
