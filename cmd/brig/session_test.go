package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// changing is what differs from run to run.
var changing = regexp.MustCompile(`in \d+\.\d+ s, \d+\.\d million a second|"(seconds|entries_per_second)": [0-9.e+]+`)

// runSessions runs the command lines of testdata/FOLDER/*.txtar. The last file
// of each is the session: lines that begin with "$ brig", each followed by
// what is printed, and the exit status if it is not 0. The other files are in
// the folder where it runs.
func runSessions(t *testing.T, folder string) {
	names, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sessions (%v)", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			full, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			session := &a.Files[len(a.Files)-1]
			for _, f := range a.Files[:len(a.Files)-1] {
				if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			var got bytes.Buffer
			for line := range strings.Lines(string(session.Data)) {
				command, ok := strings.CutPrefix(line, "$ brig ")
				if !ok {
					continue
				}
				got.WriteString(line)
				args := strings.Fields(command)
				var stdin []byte
				if n := len(args); n > 2 && args[n-2] == "<" {
					if stdin, err = os.ReadFile(args[n-1]); err != nil {
						t.Fatal(err)
					}
					args = args[:n-2]
				}
				var out, errs bytes.Buffer
				status := run(context.Background(), args, bytes.NewReader(stdin), &out, &errs)
				text := strings.ReplaceAll(out.String()+errs.String(), "\r\n", "\n")
				got.WriteString(changing.ReplaceAllString(text, "..."))
				if status != 0 {
					fmt.Fprintf(&got, "[%d]\n", status)
				}
			}
			if *update {
				session.Data = got.Bytes()
				if err := os.WriteFile(full, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(session.Data), got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeSessions(t *testing.T) { runSessions(t, "decode") }
