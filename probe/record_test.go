package probe

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

// made is sample number i of a process that does not exist: counters grow,
// sizes wobble, and of three threads one comes late and one goes early.
func made(r *row, i int, interval time.Duration) {
	r.at = int64(i)*interval.Nanoseconds() + int64(i%7)*1000
	r.have, r.threads = 1<<columns-1, r.threads[:0]
	for c := range columns {
		switch {
		case gauges&(1<<c) != 0:
			r.value[c] = 100<<20 + int64(1e6*math.Sin(float64(i+c)/50))
		case c%3 == 0:
			r.value[c] = int64(c) // stands still
		default:
			r.value[c] = int64(c+1) * (int64(i)*1_000_003 + int64(i%13))
		}
	}
	for id := range int64(3) {
		if id == 1 && i < 40 || id == 2 && i > 90 && i%1000 < 500 {
			continue
		}
		t := threadRow{id: 100 + id, name: fmt.Sprintf("thread %d", id), have: 1<<threadColumns - 1}
		for c := range t.value {
			t.value[c] = int64(i) * (id + int64(c))
		}
		r.threads = append(r.threads, t)
	}
}

// recordMade records n made samples.
func recordMade(t testing.TB, path string, n int, interval time.Duration) result.Samples {
	t.Helper()
	rec := recorder{interval: interval, path: path}
	var r row
	for i := range n {
		made(&r, i, interval)
		rec.add(&r)
	}
	d, err := rec.document()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// What went through a file is what stayed in memory.
func TestStream(t *testing.T) {
	for _, n := range []int{1, 3, 11, 200, 3000} {
		path := filepath.Join(t.TempDir(), "samples")
		want := recordMade(t, "", n, 10*time.Millisecond)
		got := recordMade(t, path, n, 10*time.Millisecond)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d samples through a file (-in memory +through the file):\n%s", n, diff)
		}
		if len(got.At) != n || got.Thinned != nil || len(got.Cycles) != n {
			t.Errorf("%d samples: %d kept, %+v", n, len(got.At), got.Thinned)
		}
		file, err := os.Open(path)
		if n <= 100 { // a second
			if err == nil {
				t.Errorf("%d samples, less than a second, made a file", n)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		again, cut, err := ReadSamples(file)
		if diff := cmp.Diff(want, again); diff != "" || cut || err != nil {
			t.Errorf("%d samples read again: cut %v, error %v (-want +got):\n%s", n, cut, err, diff)
		}
	}
}

func TestThreadsInDocument(t *testing.T) {
	d := recordMade(t, "", 700, time.Second)
	type life struct {
		ID    int64
		First int
		N     int
	}
	var got []life
	for _, s := range d.PerThread {
		got = append(got, life{s.ID, s.First, len(s.CPU)})
		if len(s.User) != len(s.CPU) || s.CPU[len(s.CPU)-1] != int64(s.First+len(s.CPU)-1)*(s.ID-100+threadCPU) {
			t.Errorf("thread %d from %d on: %d user, %d CPU times, the last %d", s.ID, s.First, len(s.User), len(s.CPU), s.CPU[len(s.CPU)-1])
		}
	}
	want := []life{{100, 0, 700}, {102, 0, 91}, {101, 40, 660}, {102, 500, 200}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("threads (-want +got):\n%s", diff)
	}
}

// A series too long for a document is thinned to exact samples, and says how
// far those left out lie from them.
func TestThinning(t *testing.T) {
	const n = 50_001
	path := filepath.Join(t.TempDir(), "samples")
	d := recordMade(t, path, n, 100*time.Millisecond)
	if d.Thinned == nil || d.Thinned.Taken != n || d.Thinned.Every < 2 || d.Interval != int64(d.Thinned.Every)*1e8 {
		t.Fatalf("thinned: %+v, interval %d", d.Thinned, d.Interval)
	}
	every := d.Thinned.Every
	var r row
	for i, at := range d.At {
		made(&r, min(i*every, n-1), 100*time.Millisecond)
		if at != r.at || d.RSS[i] != r.value[colRSS] || d.System[i] != r.value[colSystem] {
			t.Fatalf("sample %d is not the one taken as %d", i, i*every)
		}
	}
	if last := len(d.At) - 1; d.At[last] != int64(n-1)*1e8+int64((n-1)%7)*1000 {
		t.Errorf("the last sample kept is of %d", d.At[last])
	}
	// Those left out, gone through one by one.
	worst := 0.0
	for i := range n {
		k := i / every
		if k+1 >= len(d.At) {
			break
		}
		made(&r, i, 100*time.Millisecond)
		part := float64(r.at-d.At[k]) / float64(d.At[k+1]-d.At[k])
		line := float64(d.RSS[k]) + part*float64(d.RSS[k+1]-d.RSS[k])
		worst = max(worst, math.Abs(line-float64(r.value[colRSS])))
	}
	if got := d.Thinned.Error["rss_bytes"]; got != int64(worst) || got < 1 {
		t.Errorf("error of rss_bytes %d, want %.0f", got, worst)
	}
	if got, ok := d.Thinned.Error["user_ns"]; ok {
		t.Errorf("a column that stands still has an error of %d", got)
	}
	cells := 0
	for _, f := range fieldsOf(&d) {
		cells += len(*f)
	}
	if cells > maxCells {
		t.Errorf("%d numbers in the document, at most %d may be", cells, maxCells)
	}
}

// A stream whose end is missing gives all samples of its whole blocks.
func TestCutStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samples")
	recordMade(t, path, 40, 100*time.Millisecond)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	last, blocks := -1, 0
	for n := 0; n < len(whole); n += 7 {
		d, cut, err := ReadSamples(bytes.NewReader(whole[:n]))
		if err != nil {
			if last >= 0 || !errors.Is(err, errCut) && n >= len(streamMagic) {
				t.Fatalf("%d of %d bytes: %v", n, len(whole), err)
			}
			continue
		}
		if len(d.At) < last || len(d.At) >= 40 {
			t.Fatalf("%d of %d bytes: %d samples, %d before", n, len(whole), len(d.At), last)
		}
		if len(d.At) != last {
			blocks++
		} else if !cut {
			t.Errorf("%d of %d bytes: not cut", n, len(whole))
		}
		last = len(d.At)
	}
	if last < 30 || blocks != 4 {
		t.Errorf("without its last byte the stream has %d samples in %d steps, want those of three seconds, from none on", last, blocks)
	}
	// A damaged block ends it as well.
	bad := slices.Clone(whole)
	bad[len(bad)-5] ^= 1
	if d, cut, err := ReadSamples(bytes.NewReader(bad)); err != nil || !cut || len(d.At) != last {
		t.Errorf("damaged: %d samples, cut %v, %v", len(d.At), cut, err)
	}
}

// A reader leaves out what it does not know and takes columns in any order.
func TestStreamOfAnotherVersion(t *testing.T) {
	var b block
	var r row
	for i := range 3 {
		made(&r, i, time.Second)
		r.threads = nil
		b.add(&r)
	}
	names := slices.Clone(columnNames[:])
	names[colUser], names[colSystem] = names[colSystem], "furlongs"
	text, err := appendHeader(nil, streamHeader{Interval: 1e9, Columns: names})
	if err != nil {
		t.Fatal(err)
	}
	text = appendBlock(text, b.append)
	d, cut, err := ReadSamples(bytes.NewReader(text))
	if err != nil || cut {
		t.Fatal(cut, err)
	}
	if !slices.Equal(d.System, b.value[colUser]) || d.User != nil || !slices.Equal(d.RSS, b.value[colRSS]) {
		t.Errorf("user %v, system %v, rss %v", d.User, d.System, d.RSS)
	}
	for _, tt := range []struct{ text, want string }{
		{"", "not a stream of samples"},
		{"PK\x03\x04 something else", "not a stream of samples"},
	} {
		if _, _, err := ReadSamples(bytes.NewReader([]byte(tt.text))); err == nil || err.Error() != tt.want {
			t.Errorf("%q: error %v, want %s", tt.text, err, tt.want)
		}
	}
}

func FuzzReadSamples(f *testing.F) {
	path := filepath.Join(f.TempDir(), "samples")
	recordMade(f, path, 40, 100*time.Millisecond)
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	var b block
	f.Add(b.append(nil))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _, _ = ReadSamples(bytes.NewReader(text))
		// Past the checksums.
		s := streamReader{buf: text}
		for c := range columns {
			s.column = append(s.column, c)
		}
		if s.parse() {
			n := 0
			if err := s.block.each(func(*row) error { n++; return nil }); err != nil || n != len(s.block.at) {
				t.Errorf("%d rows of %d, %v", n, len(s.block.at), err)
			}
		}
	})
}

func TestFullDiskOfSamples(t *testing.T) {
	rec := recorder{interval: time.Second, path: filepath.Join(t.TempDir(), "none", "samples")}
	var r row
	for i := range 5 {
		made(&r, i, time.Second)
		rec.add(&r)
	}
	if rec.err == nil {
		t.Error("a stream that cannot be written gave no error")
	}
	if _, err := rec.document(); err == nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error of the document: %v", err)
	}
}

// A document that is to hold few samples holds no more than that, the first and
// the last among them.
func TestMost(t *testing.T) {
	for n := 1; n < 40; n++ {
		for _, most := range []int{2, 3, 4, 9} {
			rec := recorder{interval: time.Millisecond, most: most}
			var r row
			for i := range n {
				made(&r, i, time.Millisecond)
				rec.add(&r)
			}
			d, err := rec.document()
			if err != nil {
				t.Fatal(err)
			}
			if len(d.At) > most || len(d.RSS) != len(d.At) || (d.Thinned != nil) != (n > most) || d.At[len(d.At)-1] != r.at {
				t.Errorf("%d of %d samples for at most %d: %+v", len(d.At), n, most, d.Thinned)
			}
			if d.Thinned != nil && d.Thinned.Taken != int64(n) {
				t.Errorf("of %d samples %d were taken", n, d.Thinned.Taken)
			}
		}
	}
}

// day is what the test binary does to show the memory a long run takes: 24
// hours at 10 Hz.
func day(path string) error {
	rec := recorder{interval: 100 * time.Millisecond, path: path}
	var r row
	for i := range 24 * 3600 * 10 {
		made(&r, i, rec.interval)
		rec.add(&r)
	}
	d, err := rec.document()
	if err != nil {
		return err
	}
	_, err = fmt.Println(len(d.At), d.Thinned.Taken, ownPeak())
	return err
}

func TestMemoryOfADay(t *testing.T) {
	if testing.Short() || !finalRow { // only Linux tells the peak of a process
		t.Skip("records 864000 samples")
	}
	path := filepath.Join(t.TempDir(), "samples")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROBE_TEST=day "+path)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var kept, taken, peak int
	if _, err := fmt.Sscan(string(out), &kept, &taken, &peak); err != nil || taken != 864000 || kept < 5000 {
		t.Errorf("%d of %d samples kept, %v", kept, taken, err)
	}
	usage := usageOf(cmd.ProcessState, 0)
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("peak %d MB, stream %d MB, CPU %v", peak>>20, fi.Size()>>20, time.Duration(usage.User+usage.System))
	if peak > 64<<20 || peak == 0 {
		t.Errorf("24 hours at 10 Hz took %d MB, want at most 64", peak>>20)
	}
}

// A stream survives the end of its writer but for the last second.
func TestKilledProbeLeavesSamples(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "samples")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROBE_TEST=stream "+path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2500 * time.Millisecond)
	killed := time.Now()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, cut, err := ReadSamples(file)
	if err != nil || cut || len(d.At) == 0 {
		t.Fatalf("%d samples, cut %v, %v", len(d.At), cut, err)
	}
	// A second, and a busy machine may add as much.
	fi, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if age := killed.Sub(fi.ModTime()); age > 2*time.Second {
		t.Errorf("the last block was written %v before the probe was killed", age)
	}
}

// With more than a second between samples each is written at once.
func TestRareSamples(t *testing.T) {
	path := filepath.Join(t.TempDir(), "samples")
	rec := recorder{interval: 10 * time.Second, path: path}
	var r row
	for i := range 3 {
		made(&r, i, rec.interval)
		rec.add(&r)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if d, cut, err := ReadSamples(file); len(d.At) != 3 || cut || err != nil {
		t.Errorf("%d of 3 samples are on disk, cut %v, %v", len(d.At), cut, err)
	}
	if d, err := rec.document(); len(d.At) != 3 || err != nil {
		t.Errorf("%d samples in the document, %v", len(d.At), err)
	}
}
