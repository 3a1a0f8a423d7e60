package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brig/trace"
	"brig/trace/tracetext"
)

const damageMap = `{"endian": "little", "mappings": [{"id": 1, "name": "HTTP::reply"}, {"id": 2, "name": "conn", "event": true}, {"id": 65538, "name": "conn"}],
 "components": [{"id": 1, "name": "TCP"}, {"id": 2, "name": "HTTP"}]}`

// damageText is the text of a trace in the manner of the engine, in some
// blocks that do not end where packets do.
func damageText(order string) string {
	rng := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	fmt.Fprintf(&b, "trace %s\n", order)
	now, n := int64(1378000000000000), 0
	entry := func(what string, args ...any) {
		if n%20 == 0 {
			fmt.Fprintf(&b, "block %s\n", []string{"packed", "stored", "packed"}[n/20%3])
		}
		n++
		now += rng.Int64N(20)
		fmt.Fprintf(&b, what+"\n", args...)
	}
	clocks := func() string { return fmt.Sprintf("real=%d virtual=%d", now, now-now/30) }
	for packet := range 8 {
		entry("component 1.0 %s time=%d", clocks(), now)
		entry("call 1.0 %s", clocks())
		if packet%3 > 0 {
			entry("component 2.0 %s", clocks())
			entry("call 2.%d %s", packet%2, clocks())
			entry("return 2.%d %s", packet%2, clocks())
			entry("left 2.0 %s", clocks())
		}
		entry("call 2.0 %s user=%d system=1 maxrss=2", clocks(), packet)
		entry("return 2.0 %s user=%d system=1 maxrss=2", clocks(), packet+1)
		entry("return 1.0 %s", clocks())
		entry("left 1.0 %s", clocks())
	}
	return b.String()
}

// entriesBefore returns the entries that can be read of a trace, and where its
// blocks begin.
func entriesBefore(data []byte, order trace.Order) (list []trace.Entry, headers []int, err error) {
	r := trace.NewReader(bytes.NewReader(data), order)
	var b trace.Block
	var e trace.Entry
	for {
		if err = r.Next(&b); err == nil {
			err = b.Expand()
		}
		if err == io.EOF {
			return list, headers, nil
		} else if err != nil {
			return list, headers, err
		}
		headers = append(headers, int(b.Offset))
		c := b.Cursor()
		for c.Next(&e) {
			list = append(list, e)
		}
		if err := c.Err(); err != nil {
			return list, headers, err
		}
	}
}

// A damageTest damages one trace.
type damageTest struct {
	order             trace.Order
	version           int
	mapFile, file     string
	whole             []byte
	allowed           uint64 // bytes that decoding may allocate
	failed, tolerated int
	sound             []trace.Entry  // of the whole
	sizes             []int          // where headers of version 1 have the sizes of payloads
	profiles          map[int]string // of so many of them
}

// Wherever a trace is cut off or a bit of it is another, decode fails with the
// place and status 1, or has all that can be read; --partial gives what came
// before the damage; and memory follows what is there.
func TestDecodeDamage(t *testing.T) {
	for _, name := range []string{"little", "big", "2"} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			d := damageTest{version: 1, mapFile: filepath.Join(base, "trace.map"), file: filepath.Join(base, "trace.out")}
			text := damageMap
			switch name {
			case "big":
				d.order = trace.BigEndian
				text = strings.Replace(text, "little", "big", 1)
			case "2":
				d.version = 2
			}
			m, err := trace.ParseMap([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(d.mapFile, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			var data bytes.Buffer
			if err := tracetext.Assemble(&data, strings.NewReader(damageText(name)), m); err != nil {
				t.Fatal(err)
			}
			d.whole = data.Bytes()
			d.run(t)
		})
	}
}

func (d *damageTest) run(t *testing.T) {
	code, _, _, most := d.decode(t, d.whole)
	if code != exitOK {
		t.Fatalf("exit %d of what is not damaged", code)
	}
	d.allowed = most + 2<<20
	var headers []int
	d.sound, headers, _ = entriesBefore(d.whole, d.order)
	for _, at := range headers {
		if d.version == 1 {
			d.sizes = append(d.sizes, at+4, at+5, at+6, at+7)
		}
	}
	d.profiles = map[int]string{}
	step := 1
	if testing.Short() {
		step = 13
	}
	for n := 1; n < len(d.whole); n += step {
		d.try(t, fmt.Sprintf("cut after %d", n), d.whole[:n], n)
	}
	// The beginning, with the first block, the end, and anything between.
	rng := rand.New(rand.NewPCG(5, 6))
	for i := 0; i < 8*len(d.whole); i += step {
		at := i / 8
		if at > headers[1]+16 && at < len(d.whole)-60 && rng.IntN(20) > 0 {
			continue
		}
		changed := bytes.Clone(d.whole)
		changed[at] ^= 1 << (i % 8)
		d.try(t, fmt.Sprintf("bit %d of byte %d", i%8, at), changed, at)
	}
	for n := 20; n < len(d.whole); n += len(d.whole) / 7 {
		d.files(t, n)
	}
	d.try(t, "more behind it", append(bytes.Clone(d.whole), 1, 2, 3), len(d.whole))
	t.Logf("%d bytes: %d damages found, %d not to be told from other traces", len(d.whole), d.failed, d.tolerated)
	if d.failed == 0 || d.version == 2 && d.tolerated > 0 {
		t.Errorf("%d found, %d tolerated", d.failed, d.tolerated)
	}
}

var damagePlace = regexp.MustCompile(`: (?:(?:block (\d+) )?at byte (\d+): |this is no trace)`)

// try decodes a trace that is damaged at a byte.
func (d *damageTest) try(t *testing.T, what string, damaged []byte, at int) {
	t.Helper()
	code, stdout, stderr, allocated := d.decode(t, damaged)
	if allocated > d.allowed {
		t.Errorf("%s: %d bytes of memory, want %d at most", what, allocated, d.allowed)
	}
	list, _, _ := entriesBefore(damaged, d.order)
	switch code {
	case exitOK:
		d.tolerated++
	case exitFailure:
		d.failed++
		place := damagePlace.FindStringSubmatch(stderr)
		if place == nil || !strings.HasPrefix(stderr, "brig: "+d.file+": ") || strings.Count(stderr, "\n") != 1 {
			t.Fatalf("%s: %q", what, stderr)
		}
		// Of version 1 a payload may go on after the last of its entries: where
		// its size is damaged the next header is not where it should be.
		if offset, err := strconv.Atoi("0" + place[2]); err != nil || offset > at && !slices.Contains(d.sizes, at) {
			t.Errorf("%s: found at byte %d: %s", what, offset, stderr)
		}
		if stdout == "" { // nothing at all was read
			if len(list) > 0 {
				t.Errorf("%s: nothing of %d entries", what, len(list))
			}
			return
		}
	default:
		t.Fatalf("%s: exit %d, %s", what, code, stderr)
	}
	if want, got := d.profile(t, list), comparable(t, stdout); want != got {
		t.Errorf("%s: %s\nhas %s\nwant %s", what, stderr, got, want)
	}
}

// decode runs the command and returns what it allocated, too.
func (d *damageTest) decode(t *testing.T, data []byte, more ...string) (code int, stdout, stderr string, allocated uint64) {
	t.Helper()
	if err := os.WriteFile(d.file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"decode", d.file, "--partial", "--json", "--top", "100"}, more...)
	if d.version == 1 {
		args = append(args, "-m", d.mapFile)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	code, stdout, stderr = brig(nil, args...)
	runtime.ReadMemStats(&after)
	return code, stdout, stderr, after.TotalAlloc - before.TotalAlloc
}

var partialMark = regexp.MustCompile(`"partial":"(?:[^"\\]|\\.)*",?`)

// files has PyBrIG's files of a trace that is cut off, and those of a sound one
// with the same entries.
func (d *damageTest) files(t *testing.T, cut int) {
	t.Helper()
	list, _, _ := entriesBefore(d.whole[:cut], d.order)
	var documents [2]map[string]string
	for i, data := range [][]byte{d.whole[:cut], d.encode(t, list)} {
		dir := filepath.Join(t.TempDir(), "documents")
		code, stdout, stderr, _ := d.decode(t, data, "-o", dir)
		if code == exitFailure && stdout == "" {
			if _, err := os.Stat(dir); err == nil || len(list) > 0 {
				t.Errorf("cut after %d: documents %v of %d entries: %s", cut, err == nil, len(list), stderr)
			}
			return
		}
		documents[i] = map[string]string{}
		for _, name := range []string{"map", "count", "call_chain", "packet_chain", "script_timing", "event_path"} {
			text, err := os.ReadFile(filepath.Join(dir, name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if marks := partialMark.FindAll(text, -1); len(marks) > 1 || name != "map" && (len(marks) == 1) != (i == 0) {
				t.Errorf("cut after %d: %d marks in %s.json", cut, len(marks), name)
			}
			documents[i][name] = strings.Replace(string(partialMark.ReplaceAll(text, nil)), ",}", "}", 1)
		}
	}
	for name, want := range documents[1] {
		if got := documents[0][name]; got != want {
			t.Errorf("cut after %d: %s.json is\n%s\nwant\n%s", cut, name, got, want)
		}
	}
}

// profile is what a sound trace of these entries gives.
func (d *damageTest) profile(t *testing.T, list []trace.Entry) (profile string) {
	t.Helper()
	if len(list) <= len(d.sound) && slices.Equal(list, d.sound[:len(list)]) {
		if known, ok := d.profiles[len(list)]; ok {
			return known
		}
		defer func() { d.profiles[len(list)] = profile }()
	}
	code, stdout, stderr, _ := d.decode(t, d.encode(t, list))
	if code != exitOK {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	return comparable(t, stdout)
}

// encode returns a sound trace of entries.
func (d *damageTest) encode(t *testing.T, list []trace.Entry) []byte {
	t.Helper()
	m, err := os.ReadFile(d.mapFile)
	if err != nil {
		t.Fatal(err)
	}
	names, err := trace.ParseMap(m)
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if d.version == 1 {
		err = trace.WriteBlock(&data, d.order, true, list)
	} else {
		var w *trace.Writer2
		if w, err = trace.NewWriter2(&data, names); err != nil {
			t.Fatal(err)
		}
		for i := range list {
			w.Append(&list[i])
		}
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// comparable is a summary without what depends on how entries are stored.
func comparable(t *testing.T, summary string) string {
	t.Helper()
	var s map[string]any
	if err := json.Unmarshal([]byte(summary), &s); err != nil {
		t.Fatalf("%v: %s", err, summary)
	}
	for _, key := range []string{"bytes", "expanded_bytes", "seconds", "entries_per_second", "damage"} {
		delete(s, key)
	}
	odd, _ := s["odd"].([]any)
	for _, o := range odd {
		delete(o.(map[string]any), "block")
		delete(o.(map[string]any), "offset")
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
