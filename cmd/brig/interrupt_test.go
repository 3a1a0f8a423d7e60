package main

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"brig/trace"
)

// stacksTrace writes a trace with 120,000 call stacks, whose documents take a
// while to write.
func stacksTrace(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := trace.NewWriter2(f, new(trace.Map))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		var ids [12]trace.ID
		for i := range ids {
			ids[i] = trace.ID(rng.IntN(1000))
			w.Append(&trace.Entry{Options: trace.Call | trace.Clocks, ID: ids[i]})
		}
		for i := range ids {
			w.Append(&trace.Entry{Options: trace.Return | trace.Clocks, ID: ids[len(ids)-1-i]})
		}
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// A program that gets a signal while it waits for a pipe, or writes files,
// ends with status 1, and leaves of each file all or nothing.
func TestDecodeInterrupted(t *testing.T) {
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "trace.out")
	stacksTrace(t, file)
	made := filepath.Join(dir, "made")
	if err := os.Mkdir(made, 0o777); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil || len(whole) < 1<<17 {
		t.Fatalf("a trace of %d bytes fits into pipes (%v)", len(whole), err)
	}
	somethingIn := func() bool {
		list, err := os.ReadDir(made)
		if err != nil {
			t.Fatal(err)
		}
		return len(list) > 0
	}
	// Each is ready for the signal when it has done something.
	reading := func(stdin io.Writer, _ io.Reader) error {
		_, err := stdin.Write(whole[:len(whole)-9])
		return err
	}
	printing := func(_ io.Writer, stdout io.Reader) error {
		_, err := io.ReadFull(stdout, make([]byte, 9))
		return err
	}
	writing := func(io.Writer, io.Reader) error {
		for !somethingIn() {
			time.Sleep(time.Millisecond)
		}
		return nil
	}
	for _, test := range []struct {
		name  string
		args  []string
		ready func(stdin io.Writer, stdout io.Reader) error
		files int // of a whole run
	}{
		{"waiting for a trace", []string{"-"}, reading, 0},
		{"waiting for the reader of a text", []string{file, "--text"}, printing, 0},
		{"writing documents", []string{file, "-o", filepath.Join(made, "documents")}, writing, 6},
		{"writing stacks", []string{file, "--folded", filepath.Join(made, "stacks")}, writing, 1},
		{"writing a profile", []string{file, "--pprof", filepath.Join(made, "profile")}, writing, 1},
		{"writing a trace", []string{file, "--save", filepath.Join(made, "trace")}, writing, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command(filepath.Join(bin, "brig"), append([]string{"decode"}, test.args...)...)
			cmd.Env = append(os.Environ(), "TMPDIR="+made) // where files are made
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, out, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer stdout.Close()
			defer out.Close()
			var stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = out, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
			defer ended.Stop()
			if err := test.ready(stdin, stdout); err != nil {
				t.Fatal(err)
			}
			signal := time.Now()
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			took := time.Since(signal)
			var left []string
			filepath.WalkDir(made, func(path string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					left = append(left, path)
				}
				return err
			})
			t.Logf("after %v: %v, %s", took, left, stderr.Bytes())
			if len(left) != 0 && len(left) != test.files {
				t.Errorf("left %v, want none or %d files", left, test.files)
			}
			// Files may all have been there before the signal was.
			if code := cmd.ProcessState.ExitCode(); len(left) == 0 && (code != exitFailure || stderr.String() != "brig: interrupted\n") {
				t.Errorf("exit %d, standard error %q", code, stderr.Bytes())
			}
			for _, name := range left {
				os.RemoveAll(name)
			}
			os.RemoveAll(filepath.Join(made, "documents"))
			if somethingIn() {
				t.Error("a folder is left")
			}
		})
	}
}
