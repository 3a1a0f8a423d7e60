package input_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"brig/bro"
)

// TestScripts runs testdata/*.bro with the whole engine, each in a folder of its
// own. A file says in comments
//
//	# file: NAME    what follows in lines "#|" is a file in that folder
//	# expect: TEXT  a line that is printed; all of them, in order
//	# stderr: TEXT  a part of a line on standard error; all lines, in order
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bro")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".bro"), func(t *testing.T) { runScript(t, string(source)) })
	}
}

// A script is a test script taken apart.
type script struct {
	files          map[string]string
	stdout, stderr []string
}

func parse(source string) script {
	s := script{files: map[string]string{}}
	name := ""
	for _, line := range strings.Split(source, "\n") {
		if rest, ok := strings.CutPrefix(line, "# file: "); ok {
			name = rest
			s.files[name] = ""
		} else if rest, ok := strings.CutPrefix(line, "#|"); ok {
			s.files[name] += rest + "\n"
		} else if rest, ok := strings.CutPrefix(line, "# expect:"); ok {
			s.stdout = append(s.stdout, strings.TrimPrefix(rest, " "))
		} else if rest, ok := strings.CutPrefix(line, "# stderr: "); ok {
			s.stderr = append(s.stderr, rest)
		}
	}
	return s
}

func runScript(t *testing.T, source string) {
	s := parse(source)
	t.Chdir(t.TempDir())
	for name, text := range s.files {
		writeFile(t, name, text)
	}
	stdout, stderr := runBro(t, source)
	compareLines(t, "stdout", stdout, s.stdout, func(got, want string) bool { return got == want })
	compareLines(t, "stderr", stderr, s.stderr, strings.Contains)
}

func compareLines(t *testing.T, what, text string, want []string, equal func(got, want string) bool) {
	t.Helper()
	var got []string
	if text != "" {
		got = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	}
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		same = equal(got[i], want[i])
	}
	if !same {
		t.Errorf("%s is\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func writeFile(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// load makes sure that scripts find the framework.
const load = "@load base/frameworks/input\n"

// runBro runs a script in the current folder.
func runBro(t testing.TB, source string) (stdout, stderr string) {
	t.Helper()
	writeFile(t, "test.bro", load+source)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var out, errs bytes.Buffer
	_, err := bro.Run(ctx, &bro.Config{Scripts: []string{"test.bro"}, Bare: true, Stdout: &out, Stderr: &errs})
	if err != nil {
		t.Fatalf("Run: %v\nstdout: %s\nstderr: %s", err, &out, &errs)
	}
	return out.String(), errs.String()
}

// matches reports whether text has a match of each expression, in order.
func matches(text string, exprs ...string) bool {
	return regexp.MustCompile("(?s)" + strings.Join(exprs, ".*")).MatchString(text)
}
