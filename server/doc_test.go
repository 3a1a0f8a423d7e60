package server_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/server"
)

var update = flag.Bool("update", false, "write the outputs in doc/api.md")

// TestManual runs the examples of doc/api.md and compares what they print.
func TestManual(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("the program curl is missing")
	}
	file := filepath.Join("..", "doc", "api.md")
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	// Spelled out, so that the ETags in the manual stay as they are when a
	// trial gets more fields.
	example := func(n int, suite, name string) string {
		return fmt.Sprintf(`{"uuid":%q,"schema":1,"created":"2026-11-21T10:00:%02dZ","tool":{"name":"brig","version":"0.1.0"},"suite":%q,"name":%q,"index":%d}`,
			id(n), n, suite, name, n)
	}
	one, two, three := example(1, "drop", "0.05"), example(2, "drop", "0.10"), example(3, "scripts", "load-01")
	for name, content := range map[string]string{
		"trial.json":   one,
		"changed.json": example(1, "drop", "0.06"),
		"list.json":    "[" + two + "," + three + "]",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	url := start(t, server.Config{})

	var got bytes.Buffer
	inBlock, ran := false, 0
	for line := range strings.Lines(string(want)) {
		command, isCommand := strings.CutPrefix(strings.TrimSpace(line), "$ curl ")
		switch {
		case strings.HasPrefix(line, "```"):
			inBlock = !inBlock
			got.WriteString(line)
		case inBlock && isCommand:
			got.WriteString(line)
			cmd := exec.CommandContext(t.Context(), "sh", "-c", curl+" -q "+strings.ReplaceAll(command, "http://127.0.0.1:8100", url))
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "no_proxy=*")
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("%s: %v", line, err)
			}
			got.Write(out)
			if !bytes.HasSuffix(out, []byte("\n")) {
				got.WriteByte('\n')
			}
			ran++
		case !inBlock:
			got.WriteString(line)
		}
	}
	if ran < 10 {
		t.Errorf("%d examples were found, want 10 at least", ran)
	}
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("doc/api.md (-as written +as it is):\n%s", diff)
	}
}
