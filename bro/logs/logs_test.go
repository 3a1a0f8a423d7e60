package logs_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"brig/bro/interp"
	"brig/bro/logs"
	"brig/bro/resolve"
)

// prelude is what the script side of the framework declares, as small as can be.
const prelude = `
module Log;
export {
	type ID: enum { UNKNOWN };
	type Writer: enum { WRITER_NONE, WRITER_ASCII, WRITER_OTHER };
	type Stream: record { columns: any; ev: any &optional; path: string &optional; };
	type Filter: record {
		name: string;
		writer: Writer &default=WRITER_ASCII;
		pred: function(rec: any): bool &optional;
		path: string &optional;
		path_func: function(id: ID, path: string, rec: any): string &optional;
		include: set[string] &optional;
		exclude: set[string] &optional;
	};
}
module LogAscii;
export {
	const separator = "\t" &redef;
	const include_meta = T &redef;
}
`

const bifs = `
global at: function(sec: double): time;
module Log;
global __create_stream: function(id: Log::ID, stream: Log::Stream): bool;
global __remove_stream: function(id: Log::ID): bool;
global __enable_stream: function(id: Log::ID): bool;
global __disable_stream: function(id: Log::ID): bool;
global __add_filter: function(id: Log::ID, filter: Log::Filter): bool;
global __remove_filter: function(id: Log::ID, name: string): bool;
global __write: function(id: Log::ID, columns: any): bool;
global __set_buf: function(id: Log::ID, buffered: bool): bool;
global __flush: function(id: Log::ID): bool;
global __default_path: function(id: Log::ID): string;
`

// A memory file.
type file struct{ bytes.Buffer }

func (*file) Close() error { return nil }

// A session is a framework with its files and messages.
type session struct {
	fw       *logs.Framework
	in       *interp.Interp
	files    map[string]*file
	messages []string
	printed  bytes.Buffer
}

// play runs a script at network time 1400000000 and closes the logs a minute later.
func play(t *testing.T, script string) *session {
	t.Helper()
	s := &session{fw: logs.New(), files: map[string]*file{}}
	s.fw.Create = func(name string) (io.WriteCloser, error) {
		f := &file{}
		s.files[name] = f
		return f, nil
	}
	s.fw.Stdout = &s.printed
	s.start(t, script)
	if err := s.fw.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *session) start(t *testing.T, script string) {
	t.Helper()
	builtins := s.fw.Builtins()
	builtins["at"] = func(c *interp.BuiltinCall) (interp.Value, error) { return interp.Time(c.Double(0)), nil }
	fsys := fstest.MapFS{
		"prelude.bro": {Data: []byte(prelude)},
		"x.bif.bro":   {Data: []byte(bifs)},
		"test.bro":    {Data: []byte(script)},
	}
	prog, err := resolve.Load(&resolve.Config{
		Open:    func(name string) (fs.File, error) { return fsys.Open(name) },
		Path:    []string{"."},
		Base:    []string{"prelude.bro", "x.bif.bro"},
		Scripts: []string{"test.bro"},
		Builtin: func(name string) bool { return builtins[name] != nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.in, err = interp.New(prog, builtins); err != nil {
		t.Fatal(err)
	}
	s.in.Stdout = &s.printed
	s.in.Report = func(r interp.Report) { s.messages = append(s.messages, r.Msg) }
	if err := s.in.Start(); err != nil {
		t.Fatal(err)
	}
	s.in.Advance(1400000000)
	s.in.Queue(s.in.Event("zeek_init"))
	s.in.Drain()
	s.in.Flush()
	s.in.Advance(1400000060)
}

func (s *session) content(name string) string {
	if f := s.files[name]; f != nil {
		return f.String()
	}
	return "<no file>"
}

// lines are the lines of a log without header and footer.
func (s *session) lines(name string) []string {
	var lines []string
	for l := range strings.Lines(s.content(name)) {
		if !strings.HasPrefix(l, "#") {
			lines = append(lines, strings.TrimSuffix(l, "\n"))
		}
	}
	return lines
}

const ssh = `
module SSH;
export {
	redef enum Log::ID += { LOG };
	type Id: record { orig_h: addr; orig_p: port; } &log;
	type Info: record {
		t: time &log;
		id: Id &log;
		secret: string &default="no column";
		status: string &log &optional;
		tries: count &default=0 &log;
		took: interval &log &optional;
	};
}
`

func TestFormat(t *testing.T) {
	s := play(t, ssh+`
event zeek_init()
	{
	Log::__create_stream(SSH::LOG, [$columns=Info]);
	Log::__add_filter(SSH::LOG, [$name="default"]);
	Log::__write(SSH::LOG, Info($t=at(1.5), $id=Id($orig_h=1.2.3.4, $orig_p=22/tcp), $status="ok", $took=90sec));
	Log::__write(SSH::LOG, Info($t=at(2.0), $id=Id($orig_h=[2001:db8::1], $orig_p=53/udp)));
	}
`)
	want := "#separator \\x09\n" +
		"#set_separator\t,\n" +
		"#empty_field\t(empty)\n" +
		"#unset_field\t-\n" +
		"#path\tssh\n" +
		"#open\t2014-05-13-16-53-20\n" +
		"#fields\tt\tid.orig_h\tid.orig_p\tstatus\ttries\ttook\n" +
		"#types\ttime\taddr\tport\tstring\tcount\tinterval\n" +
		"1.500000\t1.2.3.4\t22\tok\t0\t90.000000\n" +
		"2.000000\t2001:db8::1\t53\t-\t0\t-\n" +
		"#close\t2014-05-13-16-54-20\n"
	if diff := cmp.Diff(want, s.content("ssh.log")); diff != "" {
		t.Errorf("ssh.log (-want +got):\n%s\nmessages: %q", diff, s.messages)
	}
	sum := sha256.Sum256([]byte(strings.Join(s.lines("ssh.log"), "\n") + "\n"))
	wantLogs := []logs.Log{{Path: "ssh", Lines: 2, SHA256: hex.EncodeToString(sum[:])}}
	if diff := cmp.Diff(wantLogs, s.fw.Logs()); diff != "" {
		t.Errorf("Logs (-want +got):\n%s", diff)
	}
}

func TestValues(t *testing.T) {
	for _, tt := range []struct{ typ, value, header, want string }{
		{"string", `"plain"`, "string", "plain"},
		{"string", `""`, "string", "(empty)"},
		{"string", `"-"`, "string", `\x2d`},
		{"string", `"(empty)"`, "string", `\x28empty)`},
		{"string", `"#first"`, "string", `\x23first`},
		{"string", `"tab\tand\nline"`, "string", `tab\x09and\x0aline`},
		{"string", `"back\\slash, comma"`, "string", `back\\slash, comma`},
		{"string", `"\xc3\xa4\x00"`, "string", `ä\x00`},
		{"string", `"\xc3\x28\xf4\x90\x8c\xbc"`, "string", `\xc3(\xf4\x90\x8c\xbc`},
		{"double", "3.14e15", "double", "3140000000000000.0"},
		{"double", "1.23456789e-5", "double", "0.000012"},
		{"double", "1.0e-300", "double", "0.0"},
		{"double", "-1.0e300 * 1.0e300", "double", "-inf"},
		{"double", "1.0e300 * 1.0e300", "double", "inf"},
		{"double", "1.0e300 * 1.0e300 * 0.0", "double", "nan"},
		{"bool", "T", "bool", "T"},
		{"int", "-5", "int", "-5"},
		{"count", "18446744073709551615", "count", "18446744073709551615"},
		{"double", "3.14", "double", "3.14"},
		{"double", "2.0", "double", "2.0"},
		{"interval", "-1.5 sec", "interval", "-1.500000"},
		{"subnet", "10.0.0.0/8", "subnet", "10.0.0.0/8"},
		{"addr", "[::1]", "addr", "::1"},
		{"port", "80/tcp", "port", "80"},
		{"Color", "BLUE", "enum", "M::BLUE"},
		{"set[string]", `set("a,b", "", "-", "c")`, "set[string]", `a\x2cb,(empty),\x2d,c`},
		{"set[count]", "set()", "set[count]", "(empty)"},
		{"set[port]", "set(80/tcp, 53/udp)", "set[port]", "80,53"},
		{"vector of interval", "vector(1sec, 2sec)", "vector[interval]", "1.000000,2.000000"},
		{"vector of string", "vector()", "vector[string]", "(empty)"},
	} {
		s := play(t, `
module M;
export {
	redef enum Log::ID += { LOG };
	type Color: enum { RED, BLUE };
	type Info: record { v: `+tt.typ+` &log; };
}
event zeek_init()
	{
	Log::__create_stream(LOG, [$columns=Info]);
	Log::__add_filter(LOG, [$name="default"]);
	Log::__write(LOG, Info($v=`+tt.value+`));
	}
`)
		if got := s.lines("m.log"); len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s = %s: lines %q, want %q (messages %q)", tt.typ, tt.value, got, tt.want, s.messages)
		}
		if !strings.Contains(s.content("m.log"), "\n#types\t"+tt.header+"\n") {
			t.Errorf("%s: the header has not type %s:\n%s", tt.typ, tt.header, s.content("m.log"))
		}
	}
}

func TestFilters(t *testing.T) {
	s := play(t, ssh+`
event seen(rec: Info) { print "event", rec$tries; }
function odd(rec: Info): bool { return rec$tries % 2 == 1; }
function by_status(id: Log::ID, path: string, rec: Info): string { return rec?$status ? rec$status : "none"; }
event zeek_init()
	{
	Log::__create_stream(SSH::LOG, [$columns=Info, $ev=seen]);
	Log::__add_filter(SSH::LOG, [$name="default", $path="login"]);
	Log::__add_filter(SSH::LOG, [$name="odd", $pred=odd, $path="odd", $include=set("tries", "id.orig_h")]);
	Log::__add_filter(SSH::LOG, [$name="split", $path_func=by_status, $exclude=set("t", "id.orig_h", "id.orig_p", "took")]);
	Log::__add_filter(SSH::LOG, [$name="silent", $writer=Log::WRITER_NONE, $path="silent"]);
	Log::__add_filter(SSH::LOG, [$name="gone", $path="gone"]);
	print Log::__remove_filter(SSH::LOG, "gone"), Log::__remove_filter(SSH::LOG, "never");
	local id = Id($orig_h=1.2.3.4, $orig_p=22/tcp);
	Log::__write(SSH::LOG, Info($t=at(0.0), $id=id, $tries=1, $status="ok"));
	Log::__write(SSH::LOG, Info($t=at(0.0), $id=id, $tries=2, $status="bad"));
	Log::__disable_stream(SSH::LOG);
	print Log::__write(SSH::LOG, Info($t=at(0.0), $id=id, $tries=3));
	Log::__enable_stream(SSH::LOG);
	Log::__write(SSH::LOG, Info($t=at(0.0), $id=id, $tries=5, $status="ok"));
	Log::__remove_stream(SSH::LOG);
	print Log::__write(SSH::LOG, Info($t=at(0.0), $id=id, $tries=7));
	}
`)
	got := map[string][]string{}
	for name := range s.files {
		got[name] = s.lines(name)
	}
	want := map[string][]string{
		"login.log": {
			"0.000000\t1.2.3.4\t22\tok\t1\t-",
			"0.000000\t1.2.3.4\t22\tbad\t2\t-",
			"0.000000\t1.2.3.4\t22\tok\t5\t-",
		},
		"odd.log": {"1.2.3.4\t1", "1.2.3.4\t5"},
		"ok.log":  {"ok\t1", "ok\t5"},
		"bad.log": {"bad\t2"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("logs (-want +got):\n%s", diff)
	}
	if got, want := s.printed.String(), "T, T\nT\nF\nevent, 1\nevent, 2\nevent, 5\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestOnePathForTwoFilters(t *testing.T) {
	s := play(t, ssh+`
event zeek_init()
	{
	Log::__create_stream(SSH::LOG, [$columns=Info]);
	Log::__add_filter(SSH::LOG, [$name="a", $path="x"]);
	Log::__add_filter(SSH::LOG, [$name="b", $path="x", $include=set("tries")]);
	Log::__write(SSH::LOG, Info($t=at(0.0), $id=Id($orig_h=1.2.3.4, $orig_p=22/tcp), $tries=9));
	}
`)
	if got := s.lines("x-2.log"); len(got) != 1 || got[0] != "9" {
		t.Errorf("x-2.log has %q, want the second filter's line", got)
	}
}

func TestOptions(t *testing.T) {
	s := play(t, `
redef LogAscii::separator = "|";
redef LogAscii::include_meta = F;
module M;
export {
	redef enum Log::ID += { LOG };
	type Info: record { a: string &log; b: string &log; };
}
event zeek_init()
	{
	Log::__create_stream(LOG, [$columns=Info]);
	Log::__add_filter(LOG, [$name="default", $path="/dev/stdout"]);
	Log::__write(LOG, Info($a="x|y", $b="z"));
	}
`)
	if got, want := s.printed.String(), "x\\x7cy|z\n"; got != want {
		t.Errorf("standard output has %q, want %q", got, want)
	}
}

// Scripts' mistakes are reported; they do not end the run.
func TestMistakes(t *testing.T) {
	s := play(t, `
module M;
export {
	redef enum Log::ID += { LOG, OTHER };
	type Good: record { a: count &log; };
	type Bad: record { b: string &log; };
}
event zeek_init()
	{
	print Log::__create_stream(LOG, [$columns=5]);
	print Log::__create_stream(LOG, [$columns=Good, $ev=7]);
	print Log::__create_stream(LOG, [$columns=Good]);
	print Log::__add_filter(LOG, [$name="x", $writer=Log::WRITER_OTHER]);
	print Log::__write(LOG, Bad($b="x"));
	print Log::__write(LOG, 7);
	print Log::__write(OTHER, Good($a=1));
	}
`)
	if got, want := strings.Fields(s.printed.String()), strings.Fields("F F T F F F F"); !cmp.Equal(got, want) {
		t.Errorf("printed %q, want %q", got, want)
	}
	want := []string{
		"columns of log stream M::LOG are no record type",
		"ev of log stream M::LOG is no event",
		"filter x of M::LOG: this engine has no writer Log::WRITER_OTHER",
		"the record has not the type of the stream's columns",
		"the record has not the type of the stream's columns",
	}
	if diff := cmp.Diff(want, s.messages); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// A full disk ends logging with its error, which Err tells at once.
func TestFullDisk(t *testing.T) {
	full := errors.New("no space left on device")
	s := &session{fw: logs.New()}
	s.fw.Create = func(string) (io.WriteCloser, error) { return failing{full}, nil }
	s.start(t, `
module M;
export {
	redef enum Log::ID += { LOG };
	type Info: record { a: string &log; };
}
event zeek_init()
	{
	Log::__create_stream(LOG, [$columns=Info]);
	Log::__add_filter(LOG, [$name="default"]);
	Log::__write(LOG, Info($a="x"));
	Log::__set_buf(LOG, F);
	Log::__write(LOG, Info($a="y"));
	}
`)
	if err := s.fw.Err(); !errors.Is(err, full) {
		t.Errorf("Err() = %v, want %v", err, full)
	}
	if err := s.fw.Close(); !errors.Is(err, full) || !strings.Contains(err.Error(), "m.log") {
		t.Errorf("Close() = %v, want %v with the name of the file", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Close() error              { return nil }

func TestDefaultPath(t *testing.T) {
	for id, want := range map[string]string{
		"Conn::LOG":          "conn",
		"HTTP::LOG":          "http",
		"DNS::QUERIES_LOG":   "dns_queries",
		"KnownHosts::LOG":    "known_hosts",
		"Notice::ALARM_LOG":  "notice_alarm",
		"PacketFilter::LOG":  "packet_filter",
		"SSLExtra::LOG":      "ssl_extra",
		"MY_LOG":             "my",
		"Known::Devices_LOG": "known_devices",
	} {
		if got := logs.DefaultPath(id); got != want {
			t.Errorf("DefaultPath(%q) = %q, want %q", id, got, want)
		}
	}
}

// TestCompressed reads a compressed log back; its name tells what it is.
func TestCompressed(t *testing.T) {
	s := play(t, `
redef record Log::Filter += { config: table[string] of string &default=table(); };
module M;
export {
	redef enum Log::ID += { LOG };
	type Info: record { a: string &log; };
}
event zeek_init()
	{
	Log::__create_stream(LOG, [$columns=Info]);
	Log::__add_filter(LOG, [$name="default", $config=table(["gzip_level"]="9", ["gzip_file_extension"]="z", ["tsv"]="T")]);
	Log::__write(LOG, Info($a="x"));
	}
`)
	z, err := gzip.NewReader(strings.NewReader(s.content("m.log.z")))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if got, want := string(text), "a\nx\n"; err != nil || got != want {
		t.Errorf("the log holds %q, %v, want %q", got, err, want)
	}
}
