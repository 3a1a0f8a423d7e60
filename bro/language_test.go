package bro_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/rogpeppe/go-internal/txtar"

	"brig/bro"
)

// This file runs the scripts below testdata/language and testdata/builtin. Each shows one
// behaviour; its first comment says which. What is expected stands in the script itself:
//
//	# expect: TEXT       a line of standard output; all of them, in order
//	code ### "TEXT"      an error whose text has TEXT in it is reported for this line, when
//	                     the script is compiled or when it runs; "warning: TEXT" or
//	                     "info: TEXT" is a message of that kind. Several stand beside each
//	                     other: ### "ONE" "TWO". A message that is not expected fails.
//	# report: TEXT       a message that names no place in a script
//	# exit: 1            the exit status, when it is not 0: 1 says that the script has errors
//	                     for which nothing of it runs
//
// and how the script is to be run:
//
//	# advance: 30sec     network time goes from 1.0 to 30.0 in steps of a second; without it
//	                     there are no packets, and network time stays 0
//	# capture: NAME      a capture in testdata, or site.pcap.zst, that of the project
//	# library            with the default scripts, base/init-default, not the bare ones
//	# redef: NAME=VALUE  on the command line
//
// A test of several files is an archive NAME.txtar: main.bro is run; it finds the others,
// scripts and data, in @DIR, a folder of its own, where it may also write.

// scriptTests are the folders with the scripts.
var scriptTests = []string{"language", "builtin"}

func TestScripts(t *testing.T) {
	for _, tree := range scriptTests {
		root := filepath.Join("testdata", tree)
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			ext := filepath.Ext(file)
			if err != nil || ext != ".bro" && ext != ".txtar" {
				return err
			}
			name := strings.TrimSuffix(strings.TrimPrefix(file, "testdata"+string(filepath.Separator)), ext)
			t.Run(filepath.ToSlash(name), func(t *testing.T) {
				t.Parallel()
				readScript(t, file).run(t)
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A scriptTest is a script with what is expected of it.
type scriptTest struct {
	cfg     bro.Config
	files   []txtar.File
	dir     string // of the script
	stdout  []string
	reports []report
	exit    int
}

// A report is a message about a line of a script.
type report struct {
	file string // the last part of its name; "" without a place
	line int
	text string // "KIND: MESSAGE"
}

func (r report) String() string { return fmt.Sprintf("%s:%d: %s", r.file, r.line, r.text) }

// meets tells whether r is the message that w expects.
func (r report) meets(w report) bool {
	kind, text, _ := strings.Cut(w.text, ": ")
	return r.file == w.file && r.line == w.line && strings.HasPrefix(r.text, kind+": ") && strings.Contains(r.text, text)
}

// archive reads a test: a script or several files.
func archive(t testing.TB, file string) []txtar.File {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".bro" {
		return []txtar.File{{Name: filepath.Base(file), Data: data}}
	}
	a := txtar.Parse(data)
	if len(a.Files) == 0 || a.Files[0].Name != "main.bro" {
		t.Fatalf("the first file of %s has to be main.bro", file)
	}
	return a.Files
}

// readScript reads a test; an archive is unpacked into a folder.
func readScript(t *testing.T, file string) *scriptTest {
	test := &scriptTest{files: archive(t, file), dir: filepath.Dir(file)}
	test.cfg = bro.Config{Bare: true, Now: func() time.Time { return time.Unix(1400000000, 500e6) }}
	if filepath.Ext(file) == ".txtar" {
		test.dir = t.TempDir()
		for _, f := range test.files {
			name := filepath.Join(test.dir, f.Name)
			if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	test.cfg.Scripts = []string{filepath.ToSlash(filepath.Join(test.dir, test.files[0].Name))}
	for _, f := range test.files {
		for i, line := range strings.Split(string(f.Data), "\n") {
			if _, list, ok := strings.Cut(line, `### "`); ok {
				test.expectReports(t, filepath.Base(f.Name), i+1, `"`+list)
			}
			if f.Name == test.files[0].Name && strings.HasPrefix(line, "# ") {
				test.directive(t, strings.TrimSuffix(line, "\r")[2:])
			}
		}
	}
	return test
}

// expectReports reads what stands behind ###: quoted texts.
func (test *scriptTest) expectReports(t *testing.T, file string, line int, list string) {
	t.Helper()
	for list = strings.TrimSpace(list); list != ""; list = strings.TrimSpace(list) {
		quoted, err := strconv.QuotedPrefix(list)
		if err != nil {
			t.Fatalf("line %d: after ### stands %s, which is no quoted text", line, list)
		}
		list = list[len(quoted):]
		text, _ := strconv.Unquote(quoted)
		test.reports = append(test.reports, report{file, line, withKind(text)})
	}
}

// kinds are what messages can be.
var kinds = []string{"error", "warning", "info", "fatal error", "syslog"}

// withKind puts "error: " before a text without a kind.
func withKind(text string) string {
	for _, kind := range kinds {
		if strings.HasPrefix(text, kind+": ") {
			return text
		}
	}
	return "error: " + text
}

// directive follows a comment at the start of a line, if it is one that says something.
func (test *scriptTest) directive(t *testing.T, line string) {
	t.Helper()
	word, value, _ := strings.Cut(line, ":")
	value = strings.TrimPrefix(value, " ")
	switch word {
	case "expect":
		test.stdout = append(test.stdout, value)
	case "report":
		test.reports = append(test.reports, report{text: withKind(value)})
	case "exit":
		n, err := strconv.Atoi(value)
		if err != nil {
			t.Fatal(err)
		}
		test.exit = n
	case "advance":
		n, err := strconv.Atoi(strings.TrimSuffix(value, "sec"))
		if err != nil {
			t.Fatal(err)
		}
		test.cfg.Capture = tick(t, n)
	case "capture":
		test.cfg.Capture = filepath.Join("testdata", value)
		if value == filepath.Base(site()) {
			test.cfg.Capture = site()
		}
	case "library":
		test.cfg.Bare = false
	case "redef":
		test.cfg.Redefs = append(test.cfg.Redefs, value)
	}
}

// tick writes a capture with a packet a second that no analyzer knows.
func tick(t *testing.T, seconds int) string {
	t.Helper()
	frame := append(make([]byte, 12), 0x88, 0xb5, 0, 0) // an EtherType for experiments
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	for i := range seconds {
		info := gopacket.CaptureInfo{Timestamp: time.Unix(int64(i+1), 0), CaptureLength: len(frame), Length: len(frame)}
		if err := w.WritePacket(info, frame); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "tick.pcap")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// run runs a test.
func (test *scriptTest) run(t *testing.T) {
	o := start(t.Context(), t, test.cfg)
	status := 0
	var script *bro.ScriptError
	var exit *bro.ExitError
	switch {
	case errors.As(o.err, &script):
		status = 1
		o.stderr += script.Error() + "\n"
	case errors.As(o.err, &exit):
		status = exit.Code
	case o.err != nil:
		t.Errorf("the run ends with: %v", o.err)
	}
	if status != test.exit {
		t.Errorf("exit status %d, want %d", status, test.exit)
	}
	var got []string
	if o.stdout != "" {
		got = strings.Split(strings.TrimSuffix(o.stdout, "\n"), "\n")
	}
	if !slices.Equal(got, test.stdout) {
		t.Errorf("prints\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(test.stdout, "\n\t"))
	}
	test.checkReports(t, messages(o.stderr))
}

// checkReports compares the messages of a run with those that are expected, whatever their order.
func (test *scriptTest) checkReports(t *testing.T, got []report) {
	want := slices.Clone(test.reports)
	for _, r := range got {
		i := slices.IndexFunc(want, r.meets)
		if i < 0 {
			t.Errorf("unexpected report: %s", r)
			continue
		}
		want = slices.Delete(want, i, i+1)
	}
	for _, w := range want {
		t.Errorf("missing report: %s", w)
	}
}

var place = regexp.MustCompile(`^(.*), line (\d+)(?:, column \d+)?: ((?:error|warning|info|fatal error): .*)$`)

// messages takes the lines of standard error apart. A line that is no message belongs to
// the one before.
func messages(stderr string) []report {
	var list []report
	for line := range strings.Lines(stderr) {
		line = strings.TrimSuffix(line, "\n")
		if m := place.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[2])
			list = append(list, report{filepath.Base(m[1]), n, m[3]})
		} else if kind, _, _ := strings.Cut(line, ":"); slices.Contains(kinds, kind) || len(list) == 0 {
			list = append(list, report{text: line})
		} else {
			list[len(list)-1].text += "\n" + line
		}
	}
	return list
}
