package input_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"brig/bro"
)

// These tests say what happens when sources are not as they should be, and when they change
// under the reader.

// follow is a script that follows a source in mode STREAM or REREAD, prints its
// lines, and runs each shell command when it has seen so many lines. It ends
// a little after so many lines as are expected.
func follow(mode string, lines int, commands ...string) string {
	var cases strings.Builder
	for i, c := range commands {
		n, c, _ := strings.Cut(c, ":")
		fmt.Fprintf(&cases, "\tif ( seen == %s && step == %d ) { ++step; system(%q); }\n", n, i, c)
	}
	return `
redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Line: record { i: int; s: string; };
global seen = 0;
global step = 0;
event act() {
` + cases.String() + fmt.Sprintf("\tif ( seen == %d ) schedule 300 msec { stop() };\n", lines) + `}
event stop() { if ( ! zeek_is_terminating() ) terminate(); }
event line(d: Input::EventDescription, tpe: Input::Event, i: int, s: string) {
	print i, s;
	++seen;
	event act();
}
event bro_init() {
	Input::add_event([$source="in", $name="in", $mode=Input::` + mode + `, $fields=Line, $ev=line]);
	schedule 20 sec { stop() };
}
`
}

func TestChangingSources(t *testing.T) {
	const header = "#fields\ti\ts\n"
	for _, tt := range []struct {
		name, mode string
		before     string
		commands   []string // "N:COMMAND": run when N lines have been seen
		want       []string
		stderr     []string
	}{
		{"appended to", "STREAM", header + "1\ta\n", []string{
			"1:printf '2\\tb\\n' >> in",
			"2:printf '3\\tc\\n4\\td\\n' >> in",
		}, []string{"1, a", "2, b", "3, c", "4, d"}, nil},

		{"last line in two writes", "STREAM", header + "1\ta\n", []string{
			"1:printf '2\\tone ' >> in; (sleep 0.1; printf 'line\\n' >> in) &",
		}, []string{"1, a", "2, one line"}, nil},

		{"last line never ended", "STREAM", header + "1\ta\n", []string{
			"1:printf '2\\thalf' >> in",
		}, []string{"1, a"}, nil},

		{"header in two writes", "STREAM", "#fields\ti", []string{
			"0:printf '\\ts\\n1\\ta\\n' >> in",
		}, []string{"1, a"}, nil},

		{"replaced by rename", "STREAM", header + "1\ta\n2\tunended", []string{
			"1:printf '#fields\\ts\\ti\\nb\\t3\\n' > new; mv new in",
		}, []string{"1, a", "2, unended", "3, b"}, nil},

		{"truncated", "STREAM", header + "1\ta\n2\tb\n", []string{
			"2:printf '#fields\\ts\\ti\\n' > in; (sleep 0.1; printf 'c\\t3\\n' >> in) &",
		}, []string{"1, a", "2, b", "3, c"}, nil},

		{"truncated and grown beyond what it was", "STREAM", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\ts\\n7\\tmore than there was\\n8\\tb\\n' > in",
		}, []string{"1, a", "7, more than there was", "8, b"}, nil},

		{"written anew at the same size", "STREAM", header + "1\ta\n2\tb\n", []string{
			"2:printf '#fields\\ti\\ts\\n3\\tc\\n4\\td\\n' > in",
		}, []string{"1, a", "2, b", "3, c", "4, d"}, nil},

		{"a link that is turned to another file", "STREAM", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\ts\\n2\\tb\\n' > other; ln -s other new; mv new in",
			"2:printf '3\\tc\\n' >> other",
		}, []string{"1, a", "2, b", "3, c"}, nil},

		{"a header further down", "STREAM", header + "1\ta\n", []string{
			"1:printf '#fields\\ts\\ti\\nb\\t2\\n#fields\\ts\\nc\\t3\\n' >> in",
		}, []string{"1, a", "2, b", "3, c"}, []string{"line 5: the header has no column \"i\", only s; the header before it holds on"}},

		{"deleted and created again", "STREAM", header + "1\ta\n", []string{
			"1:rm in; (sleep 0.1; printf '#fields\\ti\\ts\\n2\\tb\\n' > new; mv new in) &",
		}, []string{"1, a", "2, b"}, nil},

		{"written to after it was deleted", "STREAM", header + "1\ta\n", []string{
			"1:exec 3>>in; rm in; (sleep 0.1; printf '2\\tb\\n' >&3) &",
		}, []string{"1, a", "2, b"}, nil},

		{"replaced by rename", "REREAD", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\ts\\n2\\tb\\n' > new; touch -r in new; mv new in",
		}, []string{"1, a", "2, b"}, nil},

		{"truncated", "REREAD", header + "1\ta\n", []string{
			"1:: > in; (sleep 0.1; printf '#fields\\ti\\ts\\n2\\tb\\n' > new; mv new in) &",
		}, []string{"1, a", "2, b"}, []string{"in/Input::READER_ASCII: the file has no header"}},

		{"caught while being written", "REREAD", header + "1\ta\n", []string{
			"1:printf '2\\tha' >> in",
			"3:printf 'lf\\n' >> in",
		}, []string{"1, a", "1, a", "2, ha", "1, a", "2, half"}, nil},

		{"deleted and created again", "REREAD", header + "1\ta\n", []string{
			"1:mv in old; (sleep 0.1; mv old in) &",
		}, []string{"1, a", "1, a"}, []string{"stat: no such file or directory; it is tried again"}},

		{"columns change places", "REREAD", header + "1\ta\n", []string{
			"1:printf '#fields\\ts\\textra\\ti\\nb\\tx\\t2\\n' > new; mv new in",
		}, []string{"1, a", "2, b"}, nil},

		{"a column is lost and found", "REREAD", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\tx\\n2\\tb\\n' > new; mv new in; (sleep 0.1; printf '#fields\\ti\\ts\\n3\\tc\\n' > new; mv new in) &",
		}, []string{"1, a", "3, c"}, []string{`line 1: the header has no column "s", only i, x`}},

		{"a link that is turned to another file", "REREAD", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\ts\\n2\\tb\\n' > other; ln -s other new; mv new in",
			"2:printf '3\\tc\\n' >> other",
		}, []string{"1, a", "2, b", "2, b", "3, c"}, nil},

		{"truncated to its header", "REREAD", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\ts\\n' > new; mv new in; (sleep 0.1; printf '2\\tb\\n' >> in) &",
		}, []string{"1, a", "2, b"}, nil},

		{"same size and second", "REREAD", header + "1\ta\n", []string{
			"1:printf '#fields\\ti\\ts\\n2\\tb\\n' > in",
		}, []string{"1, a", "2, b"}, nil},
	} {
		t.Run(tt.mode+"/"+tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			writeFile(t, "in", tt.before)
			source := follow(tt.mode, len(tt.want), tt.commands...)
			if strings.HasPrefix(tt.commands[0], "0:") {
				source += "event bro_init() &priority=-5 { schedule 50 msec { act() }; }\n"
			}
			stdout, stderr := runBro(t, source)
			compareLines(t, "stdout", stdout, tt.want, func(got, want string) bool { return got == want })
			for _, want := range tt.stderr {
				if !strings.Contains(stderr, want) {
					t.Errorf("stderr is %q, want %q in it", stderr, want)
				}
			}
			if len(tt.stderr) == 0 && stderr != "" {
				t.Errorf("stderr is %q, want nothing", stderr)
			}
		})
	}
}

// TestOddSources reads sources that are not as they should be, to their end and as streams.
func TestOddSources(t *testing.T) {
	const header = "#fields\ti\ts\n"
	text := func(s string) func(*testing.T) {
		return func(t *testing.T) { writeFile(t, "in", s) }
	}
	shell := func(command string) func(*testing.T) {
		return func(t *testing.T) {
			if out, err := exec.Command("/bin/sh", "-c", command).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		}
	}
	const noHeader = "in/Input::READER_ASCII: the file has no header"
	for _, tt := range []struct {
		name   string
		make   func(t *testing.T)
		want   []string
		stderr []string
		quiet  bool // a stream waits instead of complaining
	}{
		{"carriage returns", text("#fields\ti\ts\r\n1\ta\r\n\r\n2\tb\r\n"), []string{"1, a, 1", "2, b, 1", "end"}, nil, false},
		{"carriage returns within", text(header + "1\ta\rb\r\r\n"), []string{`1, a\x0db\x0d, 4`, "end"}, nil, false},
		{"last line without newline", text(header + "1\ta\n2\tb"), []string{"1, a, 1", "2, b, 1", "end"}, nil, false},
		{"header without newline", text("#fields\ti\ts"), []string{"end"}, nil, false},
		{"NUL bytes", text(header + "1\ta\x00b\n2\x00\tb\n\x003\tc\n"), []string{`1, a\x00b, 3`, "2, b, 1", "end"}, []string{
			`line 3: "2\x00" goes on after the number`, `line 4: column i: "\x003" is no int`,
		}, false},
		{"bytes that are no UTF-8", text(header + "1\t\xff\xfe\n"), []string{`1, \xff\xfe, 2`, "end"}, nil, false},
		{"byte order mark", text("\uFEFF" + header + "1\ta\n"), []string{"1, a, 1", "end"}, nil, false},
		{"empty", text(""), nil, []string{noHeader}, true},
		{"comments alone", text("#separator \\x09\n#path\tx\n"), nil, []string{noHeader}, true},
		{"header alone", text(header), []string{"end"}, nil, false},
		{"header without mark", text("s\ti\na\t1\n"), []string{"1, a, 1", "end"}, nil, false},
		{"no header", text("1\ta\n2\tb\n"), nil, []string{`line 1: the header has no column "i", only 1, a`}, false},
		{"blank lines", text("\n\n" + header + "\n1\ta\n\n\n2\tb\n\n"), []string{"1, a, 1", "2, b, 1", "end"}, nil, false},
		{"lines of blanks", text(header + "  \n1\ta\n\t\n"), []string{"1, a, 1", "end"}, []string{
			"line 2: it has 1 columns, but column 2 is wanted; the line is left out", `line 4: column i: "" is no int`,
		}, false},
		{"trailing tabs", text("#fields\ti\ts\t\n1\ta\t\n2\tb\t\t\t\n3\tc\n"), []string{"1, a, 1", "2, b, 1", "3, c, 1", "end"}, nil, false},
		{"column twice", text("#fields\ti\ts\ti\n1\ta\t2\n"), []string{"2, a, 1", "end"}, []string{
			`line 1: the header has the column "i" more than once; the last one counts`,
		}, false},
		{"column missing", text("#fields\ti\tt\n1\ta\n"), nil, []string{`line 1: the header has no column "s", only i, t`}, false},
		{"blanks between columns", text("#fields i s\n1 a\n"), nil, []string{`columns must be separated by "\t"`}, false},
		{"wrong types", text(header + "a\t1\n2\tb\n1.5\tc\n"), []string{"2, b, 1", "1, c, 1", "end"}, []string{
			`line 2: column i: "a" is no int; the line is left out`, `line 4: "1.5" goes on after the number`,
		}, false},
		{"a folder", shell("mkdir in"), nil, []string{"in/Input::READER_ASCII: read: is a directory"}, false},
		{"no file", func(*testing.T) {}, nil, []string{"in/Input::READER_ASCII: open: no such file or directory"}, false},
		{"below a file", shell("echo > file; ln -s file/in in"), nil, []string{"in/Input::READER_ASCII: open: not a directory"}, false},
		{"a link to nothing", shell("ln -s nothing in"), nil, []string{"in/Input::READER_ASCII: open: no such file or directory"}, false},
		{"a link to itself", shell("ln -s in in"), nil, []string{"in/Input::READER_ASCII: open: too many levels of symbolic links"}, false},
		{"a link", shell("printf '#fields\\ti\\ts\\n1\\ta\\n' > file; ln -s file in"), []string{"1, a, 1", "end"}, nil, false},
		{"the null device", shell("ln -s /dev/null in"), nil, []string{noHeader}, true},
		{"a device without end", shell("ln -s /dev/zero in"), nil, []string{"it has more than 67108864 bytes",
			"a line has more than 1073741824 bytes; the stream ends"}, false},
		{"a named pipe that nobody writes to", shell("mkfifo in"), nil, []string{noHeader}, true},
		{"a line of 100 MB", func(t *testing.T) {
			f, err := os.Create("in")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			f.WriteString(header + "1\ta\n2\t")
			block := bytes.Repeat([]byte("x"), 1<<20)
			for range 100 {
				f.Write(block)
			}
			f.WriteString("\n3\tc\n")
		}, []string{"1, a, 1", "3, c, 1", "end"}, []string{"line 3: it has more than 67108864 bytes; it is left out"}, false},
		{"a line of 10 MB", text(header + "1\t" + strings.Repeat("x", 10<<20) + "\n2\tb\n"), []string{"1, x, 10485760", "2, b, 1", "end"}, nil, false},
		{"many bad lines", text(header + strings.Repeat("x\ty\n", 50) + "1\ta\n"), []string{"1, a, 1", "end"},
			append(repeat(`"x" is no int`, 20), "30 more warnings about lines"), false},
	} {
		for _, mode := range []string{"MANUAL", "STREAM"} {
			t.Run(mode+"/"+tt.name, func(t *testing.T) {
				t.Chdir(t.TempDir())
				tt.make(t)
				want, messages := tt.want, tt.stderr
				if mode == "STREAM" {
					want = slices.DeleteFunc(slices.Clone(want), func(s string) bool { return s == "end" })
					if tt.quiet {
						messages = nil
					}
				}
				stdout, stderr := runBro(t, `
redef Threading::heartbeat_interval = 50 msec;
type Line: record { i: int; s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, i: int, s: string) {
	print i, |s| > 1000 ? "x" : s, |s|;
}
event Input::end_of_data(name: string, source: string) { print "end"; }
event bro_init() { Input::add_event([$source="in", $name="in", $mode=Input::`+mode+`, $fields=Line, $ev=line]); }
`)
				compareLines(t, "stdout", stdout, want, func(got, want string) bool { return got == want })
				compareLines(t, "stderr", stderr, messages, strings.Contains)
			})
		}
	}
}

// TestOddRaw reads sources as they are.
func TestOddRaw(t *testing.T) {
	for _, tt := range []struct {
		name, make string
		want       []string
		stderr     []string
	}{
		{"carriage returns", `printf 'a\r\n\r\nb' > in`, []string{`a\x0d, 2`, `\x0d, 1`, "b, 1", "end"}, nil},
		{"NUL bytes", `printf '\000\na\000b\n' > in`, []string{`\x00, 1`, `a\x00b, 3`, "end"}, nil},
		{"byte order mark and comments", `printf '\357\273\277#x\n#y\n' > in`, []string{`\xef\xbb\xbf#x, 5`, "#y, 2", "end"}, nil},
		{"escapes and unset fields", `printf '%s\n' '\x41' - '(empty)' > in`, []string{`\x41, 4`, "-, 1", "(empty), 7", "end"}, nil},
		{"empty", ": > in", []string{"end"}, nil},
		{"empty records", `printf '\n\n' > in`, []string{", 0", ", 0", "end"}, nil},
		{"the null device", "ln -s /dev/null in", []string{"end"}, nil},
		{"a named pipe that nobody writes to", "mkfifo in", []string{"end"}, nil},
		{"a folder", "mkdir in", nil, []string{"in/Input::READER_RAW: read: is a directory"}},
		{"no file", ":", nil, []string{"in/Input::READER_RAW: open: no such file or directory"}},
		{"a link to itself", "ln -s in in", nil, []string{"in/Input::READER_RAW: open: too many levels of symbolic links"}},
	} {
		for _, mode := range []string{"MANUAL", "REREAD", "STREAM"} {
			t.Run(mode+"/"+tt.name, func(t *testing.T) {
				t.Chdir(t.TempDir())
				if out, err := exec.Command("/bin/sh", "-c", tt.make).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				want := tt.want
				if mode == "STREAM" {
					want = slices.DeleteFunc(slices.Clone(want), func(s string) bool { return s == "end" })
				}
				stdout, stderr := runBro(t, `
redef Threading::heartbeat_interval = 50 msec;
type Line: record { s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, s: string) { print s, |s|; }
event Input::end_of_data(name: string, source: string) { print "end"; }
event bro_init() { Input::add_event([$source="in", $name="in", $mode=Input::`+mode+`, $reader=Input::READER_RAW, $fields=Line, $ev=line]); }
`)
				compareLines(t, "stdout", stdout, want, func(got, want string) bool { return got == want })
				compareLines(t, "stderr", stderr, tt.stderr, strings.Contains)
			})
		}
	}
}

// TestUnreadable reads a file that only others may read, as a user who is not root.
func TestUnreadable(t *testing.T) {
	program := buildBro(t)
	dir := t.TempDir()
	t.Chdir(dir)
	writeFile(t, "in", "#fields\ti\n1\n")
	writeFile(t, "test.bro", `
type Idx: record { i: int; };
global s: set[int];
event bro_init() { Input::add_table([$source="in", $name="in", $idx=Idx, $destination=s]); }
event bro_done() { print "done", |s|; }
`)
	if err := os.Chmod("in", 0); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-b", "test.bro")
	if os.Getuid() == 0 {
		const nobody = 65534
		for _, d := range []string{dir, filepath.Dir(dir), filepath.Dir(program), filepath.Dir(filepath.Dir(program))} {
			if err := os.Chmod(d, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	compareLines(t, "stdout", stdout.String(), []string{"done, 0"}, strings.Contains)
	compareLines(t, "stderr", stderr.String(), []string{
		"warning: in/Input::READER_ASCII: open: permission denied; Input::force_update tries again"}, strings.Contains)
}

// TestNamedPipe reads what is written to a named pipe, however late the writer is.
func TestNamedPipe(t *testing.T) {
	for mode, patience := range map[string]string{"MANUAL": "20 sec", "STREAM": "20 msec"} {
		t.Run(mode, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := syscall.Mkfifo("in", 0o600); err != nil {
				t.Skipf("making a named pipe: %v", err)
			}
			stdout, stderr := runBro(t, `
redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = `+patience+`;
type Line: record { i: int; };
event line(d: Input::EventDescription, tpe: Input::Event, i: int) { print i; if ( i == 3 && d$mode == Input::STREAM ) terminate(); }
event Input::end_of_data(name: string, source: string) { print "end"; terminate(); }
event bro_init() {
	system("(sleep 0.05; printf '#fields\ti\n1\n2'; sleep 0.1; printf '2\n3\n') > in &");
	Input::add_event([$source="in", $name="in", $mode=Input::`+mode+`, $fields=Line, $ev=line]);
}
`)
			want := []string{"1", "22", "3"}
			if mode == "MANUAL" {
				want = append(want, "end")
			}
			compareLines(t, "stdout", stdout, want, func(got, want string) bool { return got == want })
			compareLines(t, "stderr", stderr, nil, strings.Contains)
		})
	}
}

// TestGrowing adds lines to a file while it is read. What came too late for one reading is found by
// the next, and nothing is lost.
func TestGrowing(t *testing.T) {
	const before, added = 100_000, 200
	for _, mode := range []string{"REREAD", "STREAM"} {
		t.Run(mode, func(t *testing.T) {
			t.Chdir(t.TempDir())
			var b strings.Builder
			b.WriteString("#fields\ti\n")
			for i := range before {
				fmt.Fprintln(&b, i)
			}
			writeFile(t, "in", b.String())
			stop := make(chan bool)
			go func() {
				defer close(stop)
				f, err := os.OpenFile("in", os.O_WRONLY|os.O_APPEND, 0)
				if err != nil {
					return
				}
				defer f.Close()
				for i := range added {
					fmt.Fprintf(f, "%d", before+i)
					time.Sleep(time.Millisecond)
					fmt.Fprintln(f)
				}
			}()
			stdout, stderr := runBro(t, fmt.Sprintf(`
redef exit_only_after_terminate = T;
redef Threading::heartbeat_interval = 10 msec;
type Idx: record { i: int; };
global s: set[int];
event entry(d: Input::TableDescription, tpe: Input::Event, left: Idx) {
	if ( |s| == %d && %d in s )
		terminate();
}
event bro_init() { Input::add_table([$source="in", $name="in", $mode=Input::%s, $idx=Idx, $destination=s, $ev=entry]); }
event bro_done() { print |s|; }
`, before+added, before+added-1, mode))
			<-stop
			compareLines(t, "stdout", stdout, []string{fmt.Sprint(before + added)}, strings.Contains)
			compareLines(t, "stderr", stderr, nil, strings.Contains)
		})
	}
}

func repeat(s string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}

// TestRawLongRecord leaves out a record that is too long, and only that.
func TestRawLongRecord(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "in", "a\n"+strings.Repeat("x", 65<<20)+"\nb\n")
	stdout, stderr := runBro(t, `
type Line: record { s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, s: string) { print s; }
event bro_init() { Input::add_event([$source="in", $name="in", $reader=Input::READER_RAW, $fields=Line, $ev=line]); }
`)
	if stdout != "a\nb\n" {
		t.Errorf("stdout is %.100q", stdout)
	}
	if !strings.Contains(stderr, "1 records have more than 67108864 bytes") {
		t.Errorf("stderr is %q", stderr)
	}
}

// writeCapture writes a capture of UDP packets at these seconds after 1000000000.
func writeCapture(t *testing.T, name string, times ...float64) {
	t.Helper()
	le := binary.LittleEndian
	b := le.AppendUint32(nil, 0xa1b2c3d4)
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 4)
	b = append(b, make([]byte, 8)...)
	b = le.AppendUint32(b, 65535)
	b = le.AppendUint32(b, 1) // Ethernet
	for _, at := range times {
		p := append(make([]byte, 12), 8, 0)                             // Ethernet: IPv4
		p = append(p, 0x45, 0, 0, 29, 0, 0, 0, 0, 64, 17, 0, 0)         // IPv4 of 29 bytes: UDP
		p = append(p, 10, 0, 0, 1, 10, 0, 0, 2, 4, 0, 8, 0, 0, 9, 0, 0) // addresses, ports, length
		p = append(p, 'x')
		b = le.AppendUint32(b, 1000000000+uint32(at))
		b = le.AppendUint32(b, uint32(at*1e6)%1000000)
		b = le.AppendUint32(b, uint32(len(p)))
		b = le.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	if err := os.WriteFile(name, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// runCapture runs a script on a capture.
func runCapture(t *testing.T, capture, source string) (stdout, stderr string) {
	t.Helper()
	writeFile(t, "test.bro", load+source)
	var o, e bytes.Buffer
	_, err := bro.Run(context.Background(), &bro.Config{Scripts: []string{"test.bro"}, Bare: true,
		Capture: capture, IgnoreChecksums: true, Stdout: &o, Stderr: &e})
	if err != nil {
		t.Fatal(err)
	}
	return o.String(), e.String()
}

// TestCapture reads a capture: streams opened by bro_init are read before the first packet,
// and a script that suspends processing sees an update before the next one, however slow or
// fast everything is. The network time stands still meanwhile.
func TestCapture(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "in", "i\n1\n")
	writeCapture(t, "capture.pcap", 0, 0.2, 0.4, 0.9, 2.1, 2.2)
	stdout, stderr := runCapture(t, "capture.pcap", `
type Idx: record { i: int; };
global s: set[int];
global packets = 0;
event Input::end_of_data(name: string, source: string) {
	print "end", network_time(), |s|, is_processing_suspended();
	continue_processing();
}
event new_packet(c: connection, p: pkt_hdr) {
	++packets;
	print network_time(), |s|;
	if ( packets == 2 || packets == 5 ) {
		system("echo " + cat(packets) + " >> in");
		suspend_processing();
		Input::force_update(packets == 2 ? "in" : "again");
	}
}
event bro_init() {
	Input::add_table([$source="in", $name="in", $idx=Idx, $destination=s, $mode=Input::REREAD]);
	Input::add_table([$source="in", $name="again", $idx=Idx, $destination=s]);
}
event bro_done() { print "done", |s|; }
redef Threading::heartbeat_interval = 1hr;
`)
	want := []string{
		"end, 0.0, 1, F", "end, 0.0, 1, F",
		"1000000000.0, 1", "1000000000.2, 1", "end, 1000000000.2, 2, T", "1000000000.4, 2", "1000000000.9, 2",
		"1000000002.1, 2", "end, 1000000002.1, 3, T", "1000000002.2, 3", "done, 3",
	}
	compareLines(t, "stdout", stdout, want, func(got, want string) bool { return got == want })
	compareLines(t, "stderr", stderr, []string{"processing suspended", "processing continued", "processing suspended", "processing continued"},
		strings.Contains)
}

// TestPacketsDoNotWait opens a stream, and changes the file of another, while packets are analyzed:
// they go on with the tables as they are, and the end of the run has it all.
func TestPacketsDoNotWait(t *testing.T) {
	t.Chdir(t.TempDir())
	const rows = 200_000
	var list strings.Builder
	list.WriteString("i\n")
	for i := range rows {
		fmt.Fprintln(&list, i)
	}
	writeFile(t, "large", list.String())
	writeFile(t, "in", "i\n1\n")
	var times []float64
	for i := range 20 {
		times = append(times, float64(i))
	}
	writeCapture(t, "capture.pcap", times...)
	stdout, stderr := runCapture(t, "capture.pcap", `
type Idx: record { i: int; };
global s: set[int];
global r: set[int];
global packets = 0;
global partial = 0;
event new_packet(c: connection, p: pkt_hdr) {
	if ( ++packets == 3 ) {
		system("mv large in");
		Input::add_table([$source="in", $name="large", $idx=Idx, $destination=s]);
	}
	if ( packets > 3 && |s| < 200000 && |r| < 200000 )
		++partial;
}
event bro_init() { Input::add_table([$source="in", $name="in", $idx=Idx, $destination=r, $mode=Input::REREAD]); }
event bro_done() { print packets, partial > 0, |s|, |r|; }
`)
	if want := fmt.Sprintf("20, T, %d, %d\n", rows, rows); stdout != want {
		t.Errorf("stdout is %q, want %q", stdout, want)
	}
	compareLines(t, "stderr", stderr, nil, strings.Contains)
}

// TestSuspendedForNothing checks that a run whose script suspends it and has nothing that could
// continue it goes on.
func TestSuspendedForNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	writeCapture(t, "capture.pcap", 0, 1)
	stdout, stderr := runCapture(t, "capture.pcap", `
event new_packet(c: connection, p: pkt_hdr) { print "packet"; suspend_processing(); }
event bro_done() { print "done"; }
`)
	if want := "packet\npacket\ndone\n"; stdout != want {
		t.Errorf("stdout is %q, want %q", stdout, want)
	}
	compareLines(t, "stderr", stderr, []string{"processing suspended", "nothing is left that could continue it",
		"processing suspended", "nothing is left that could continue it"}, strings.Contains)
}

// TestSlowPipe checks that packets do not wait for who writes to a named pipe, in either mode, nor
// for a stream of a command that sleeps between its lines.
func TestSlowPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Skip(err)
	}
	go func() {
		w, err := os.OpenFile("pipe", os.O_RDWR, 0)
		if err != nil {
			return
		}
		defer w.Close()
		time.Sleep(400 * time.Millisecond)
		fmt.Fprintln(w, "from the pipe")
	}()
	writeCapture(t, "capture.pcap", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	stdout, _ := runCapture(t, "capture.pcap", `
type Line: record { s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, s: string) { print s; }
event new_packet(c: connection, p: pkt_hdr) { print "packet"; }
event bro_init() {
	Input::add_event([$source="pipe", $name="pipe", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
	Input::add_event([$source="sleep 0.1; echo one; sleep 0.1; echo two |", $name="in", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
}
event bro_done() { print "done"; }
`)
	if want := strings.Repeat("packet\n", 10) + "one\ntwo\nfrom the pipe\ndone\n"; stdout != want {
		t.Errorf("stdout is %q, want %q", stdout, want)
	}
}

// TestSlowCommand checks that packets do not wait for a command, and that the end of
// the run does.
func TestSlowCommand(t *testing.T) {
	t.Chdir(t.TempDir())
	writeCapture(t, "capture.pcap", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)
	stdout, _ := runCapture(t, "capture.pcap", `
type Line: record { s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, s: string) { print s; }
event new_packet(c: connection, p: pkt_hdr) { print "packet"; }
event bro_init() { Input::add_event([$source="sleep 0.3; echo late |", $name="in", $reader=Input::READER_RAW, $fields=Line, $ev=line]); }
event bro_done() { print "done"; }
`)
	if want := strings.Repeat("packet\n", 10) + "late\ndone\n"; stdout != want {
		t.Errorf("stdout is %q, want %q", stdout, want)
	}
}

// TestInterrupt checks that a stream without end does not keep a run from being
// interrupted, and that its command is ended.
func TestInterrupt(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "test.bro", load+`
type Line: record { s: string; };
event line(d: Input::EventDescription, tpe: Input::Event, s: string) { print s; }
event bro_init() { Input::add_event([$source="trap 'echo ended > mark; exit' TERM; echo begun > begun; while :; do sleep 0.01; done |", $name="in",
	$reader=Input::READER_RAW, $fields=Line, $ev=line]); }
event bro_done() { print "done"; }
`)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for ctx.Err() == nil {
			if _, err := os.Stat("begun"); err == nil {
				cancel()
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	var stdout bytes.Buffer
	_, err := bro.Run(ctx, &bro.Config{Scripts: []string{"test.bro"}, Bare: true, Stdout: &stdout})
	if err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("Run: %v, want an error that says interrupted", err)
	}
	if stdout.String() != "done\n" {
		t.Errorf("stdout is %q, want the handler of bro_done", &stdout)
	}
	if b, err := os.ReadFile("mark"); string(b) != "ended\n" {
		t.Errorf("the command was not told to end: %q, %v", b, err)
	}
}

// TestTerminate checks that a run that a script ends takes along the command that it reads,
// with all that this has started, whether or not they want to end.
func TestTerminate(t *testing.T) {
	t.Chdir(t.TempDir())
	runBro(t, `
redef exit_only_after_terminate = T;
type Line: record { s: string; };
global lines = 0;
event line(d: Input::EventDescription, tpe: Input::Event, s: string) { if ( ++lines == 2 ) terminate(); }
event bro_init() { Input::add_event([$source="`+
		`(trap 'echo asked >> mark' TERM; echo begun; while :; do sleep 0.01; echo >> alive; done) & `+
		`trap 'echo ended >> mark; exit' TERM; echo begun; while :; do sleep 0.01; done |", `+
		`$mode=Input::STREAM, $name="in", $reader=Input::READER_RAW, $fields=Line, $ev=line]); }
`)
	mark, err := os.ReadFile("mark")
	if err != nil || !strings.Contains(string(mark), "ended\n") || !strings.Contains(string(mark), "asked\n") {
		t.Errorf("mark is %q, %v; both should have been asked to end", mark, err)
	}
	size := func() int64 {
		info, err := os.Stat("alive")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before := size()
	time.Sleep(100 * time.Millisecond)
	if size() != before {
		t.Error("what the command has started goes on")
	}
}

// TestEndless checks that a script that asks for more whenever it has got
// something does not keep the run from ending.
func TestEndless(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "in", "i\n1\n")
	_, stderr := runBro(t, `
type Idx: record { i: int; };
global s: set[int];
event Input::end_of_data(name: string, source: string) { Input::force_update(name); }
event bro_init() { Input::add_table([$source="in", $name="in", $idx=Idx, $destination=s]); }
`)
	compareLines(t, "stderr", stderr, []string{"input streams are updated whenever they end"}, strings.Contains)
}
