package input_test

import (
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// These tests load blacklists in programs of their own and look at what the system says of
// their memory.

var blacklistRows = flag.Int("blacklist", 1_000_000, "rows of the blacklist that BenchmarkBlacklist loads")

// A need is what a program needed.
type need struct {
	peak    int64 // most bytes resident
	seconds float64
}

const statusFile = "/proc/self/status" // Linux; the line VmHWM tells the most memory that was resident

// measure runs a program, which must print a number of rows and the line VmHWM.
func measure(t testing.TB, rows int, env []string, name string, args ...string) need {
	t.Helper()
	if _, err := os.Stat(statusFile); err != nil {
		t.Skip("this system does not tell the memory of a process as Linux does")
	}
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	begin := time.Now()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", cmd, err)
	}
	var n, kB int64
	if _, err := fmt.Sscanf(strings.ReplaceAll(string(out), `\x09`, " "), "%d\nVmHWM: %d kB", &n, &kB); err != nil || n != int64(rows) {
		t.Fatalf("%s says %.100q, want %d rows and the memory: %v", cmd, out, rows, err)
	}
	return need{kB << 10, time.Since(begin).Seconds()}
}

// buildBro builds the engine's program.
func buildBro(t testing.TB) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "bro")
	if out, err := exec.Command("go", "build", "-o", name, "brig/cmd/bro").CombinedOutput(); err != nil {
		t.Skipf("building the engine: %v\n%s", err, out)
	}
	return name
}

// valuesSize is the size of a blacklist's own values, without the table that they lie in: what
// an address of 16 bytes, a float64 and a string take in Go, and the bytes of the string.
func valuesSize(t testing.TB, name string) (bytes int64) {
	t.Helper()
	err := plainRows(name, func(a netip.Addr, e *entry) {
		bytes += int64(len(a.As16())) + int64(unsafe.Sizeof(*e)) + int64(len(e.reason))
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes
}

const plainVariable = "BLACKLIST_FOR_PLAIN_GO"

// TestMain is also the program in plain Go that BenchmarkBlacklist compares with.
func TestMain(m *testing.M) {
	name := os.Getenv(plainVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	table, err := plainLoad(name)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(len(table))
	status, _ := os.ReadFile(statusFile)
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") {
			fmt.Print(line)
		}
	}
}

// measureBlacklist loads a blacklist and an empty one, and returns what the difference is.
func measureBlacklist(t testing.TB, bro, stream string, rows int) need {
	t.Helper()
	script := `
type Idx: record { ip: addr; };
type Val: record { timestamp: time; reason: string; };
type Line: record { s: string; };
global blacklist: table[addr] of Val = table();
event line(d: Input::EventDescription, tpe: Input::Event, s: string) {
	if ( /^VmHWM/ in s )
		print s;
}
event Input::end_of_data(name: string, source: string) {
	if ( name != "blacklist" )
		return;
	print |blacklist|;
	Input::add_event([$source="` + statusFile + `", $name="status", $reader=Input::READER_RAW, $fields=Line, $ev=line]);
}
event bro_init() {
	Input::add_table([$source=getenv("LIST"), $name="blacklist", $idx=Idx, $val=Val, $destination=blacklist]);
`
	if stream == "closed" {
		script += "Input::remove(\"blacklist\");\n"
	}
	writeFile(t, "load.bro", script+"}\n")
	none := measure(t, 0, []string{"LIST=empty"}, bro, "-b", "load.bro")
	all := measure(t, rows, []string{"LIST=list"}, bro, "-b", "load.bro")
	return need{all.peak - none.peak, all.seconds - none.seconds}
}

// streams are loads that are measured: a stream that stays open remembers its lines, to
// tell what has changed at the next reading.
var streams = []string{"closed", "open"}

// TestBlacklistMemory loads a blacklist of a million lines with at most three times
// the memory of its values.
func TestBlacklistMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a table of a million rows")
	}
	const rows = 1_000_000
	bro := buildBro(t)
	t.Chdir(t.TempDir())
	writeBlacklist(t, "empty", 0)
	writeBlacklist(t, "list", rows)
	values := valuesSize(t, "list")
	for _, stream := range streams {
		n := measureBlacklist(t, bro, stream, rows)
		ratio := float64(n.peak) / float64(values)
		t.Logf("stream %s: %d bytes a row, %.2f times the %d of the values", stream, n.peak/rows, ratio, values/rows)
		if ratio > 3 {
			t.Errorf("stream %s: loading needs %d bytes, more than 3 times the %d of the values", stream, n.peak, values)
		}
	}
}

// BenchmarkBlacklist loads a blacklist of -blacklist lines with the engine's program. Its
// metrics are the most memory that is resident, beyond that of a run with an empty list, in bytes a
// row, the size of the values, and their ratio. Plain Go does the same with a map.
func BenchmarkBlacklist(b *testing.B) {
	rows := *blacklistRows
	bro := buildBro(b)
	b.Chdir(b.TempDir())
	writeBlacklist(b, "empty", 0)
	writeBlacklist(b, "list", rows)
	values := float64(valuesSize(b, "list")) / float64(rows)
	report := func(b *testing.B, n need) {
		peak := float64(n.peak) / float64(rows)
		b.ReportMetric(peak, "B/row")
		b.ReportMetric(values, "values-B/row")
		b.ReportMetric(peak/values, "ratio")
		b.ReportMetric(float64(rows)/n.seconds, "rows/s")
	}
	for _, stream := range streams {
		b.Run("stream="+stream, func(b *testing.B) {
			for b.Loop() {
				report(b, measureBlacklist(b, bro, stream, rows))
			}
		})
	}
	b.Run("plain=map", func(b *testing.B) {
		for b.Loop() {
			none := measure(b, 0, []string{plainVariable + "=empty"}, os.Args[0])
			all := measure(b, rows, []string{plainVariable + "=list"}, os.Args[0])
			report(b, need{all.peak - none.peak, all.seconds - none.seconds})
		}
	})
}
