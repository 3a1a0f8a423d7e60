package trace_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"brig/trace"
)

// packetTrace makes the entries of a trace with packets, a second apart.
func packetTrace(r *rand.Rand, packets int) []trace.Entry {
	var out []trace.Entry
	now := int64(5_000_000)
	entry := func(o trace.Options, time int64) {
		now += r.Int64N(9)
		out = append(out, trace.Entry{Options: o | trace.Clocks, ID: trace.MakeID(r.IntN(5), 0), Real: now, Virtual: now - 3, Time: time})
	}
	entry(trace.Call, 0)
	for i := range packets {
		entry(trace.ComponentEvent|trace.Timestamp, int64(i+1)*1_000_000)
		for range r.IntN(4) {
			entry(trace.Call, 0)
			entry(trace.Return, 0)
		}
	}
	return out
}

// write makes a trace of a few entries a block.
func write(t *testing.T, version int, entries []trace.Entry) []byte {
	t.Helper()
	var data bytes.Buffer
	var w interface {
		Append(*trace.Entry)
		Flush() error
		Close() error
	} = trace.NewWriter(&data)
	if version == 2 {
		var err error
		if w, err = trace.NewWriter2(&data, &trace.Map{Components: []trace.Component{{ID: 1, Name: "TCP"}}}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range entries {
		w.Append(&entries[i])
		if i%7 == 6 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// entriesOf reads all entries of a trace.
func entriesOf(r io.Reader) ([]trace.Entry, error) {
	var out []trace.Entry
	in := trace.NewReader(r, trace.LittleEndian)
	var b trace.Block
	for {
		if err := in.Next(&b); err == io.EOF {
			return out, nil
		} else if err != nil {
			return out, err
		}
		if err := b.Expand(); err != nil {
			return out, err
		}
		c := b.Cursor()
		for e := (trace.Entry{}); c.Next(&e); {
			out = append(out, e)
		}
		if err := c.Err(); err != nil {
			return out, err
		}
	}
}

// chosen picks the entries of a part the plain way. The unit is that of times.
func chosen(entries []trace.Entry, p trace.Part, unit int64) []trace.Entry {
	var out []trace.Entry
	packet, inside := int64(0), p.First <= 0 && p.From == math.MinInt64
	for _, e := range entries {
		if e.Options&trace.Timestamp != 0 {
			packet++
			if packet > p.Last || e.Time*unit > p.To {
				break
			}
			inside = inside || packet >= p.First && e.Time*unit >= p.From
		}
		if inside {
			out = append(out, e)
		}
	}
	return out
}

func TestCut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for version := 1; version <= 2; version++ {
		unit := int64(1000)
		if version == 2 {
			unit = 1
		}
		entries := packetTrace(r, 60)
		data := write(t, version, entries)
		name := filepath.Join(t.TempDir(), "trace.out")
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
		for range 200 {
			p := trace.WholeTrace()
			if r.IntN(2) == 0 {
				p.First = r.Int64N(62)
			}
			if r.IntN(2) == 0 {
				p.Last = r.Int64N(64)
			}
			if r.IntN(3) == 0 {
				p.From = r.Int64N(62_000_000) * unit
			}
			if r.IntN(3) == 0 {
				p.To = r.Int64N(70_000_000) * unit
			}
			want := chosen(entries, p, unit)
			given := p
			if r.IntN(4) == 0 {
				given.SinceFirst = true
				for _, at := range []*int64{&given.From, &given.To} {
					if *at != math.MinInt64 && *at != math.MaxInt64 {
						*at -= 1_000_000 * unit
					}
				}
			}
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			for source, in := range map[string]io.Reader{"file": f, "pipe": iotest.HalfReader(bytes.NewReader(data))} {
				var out bytes.Buffer
				err := trace.Cut(&out, in, trace.LittleEndian, given)
				if len(want) == 0 {
					if err == nil {
						t.Fatalf("version %d, %s, %+v: no error without entries", version, source, p)
					}
					continue
				}
				if err != nil {
					t.Fatalf("version %d, %s, %+v: %v", version, source, p, err)
				}
				got, err := entriesOf(&out)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("version %d, %s, %+v (-want +got):\n%s", version, source, p, diff)
				}
			}
			f.Close()
		}
	}
}

// What comes after the last packet, as the engine marks it, is in a part only
// if that goes to the end.
func TestCutOutside(t *testing.T) {
	data := write(t, 2, []trace.Entry{
		{Options: trace.Call, ID: 1},
		{Options: trace.Call | trace.Timestamp, ID: 2, Time: 5},
		{Options: trace.Call | trace.Outside, ID: 3},
		{Options: trace.Return, ID: 3},
	})
	for last, want := range map[int64]int{1: 1, math.MaxInt64: 3} {
		p := trace.WholeTrace()
		p.First, p.Last = 1, last
		var out bytes.Buffer
		if err := trace.Cut(&out, bytes.NewReader(data), trace.LittleEndian, p); err != nil {
			t.Fatal(err)
		}
		if got, err := entriesOf(&out); err != nil || len(got) != want {
			t.Errorf("up to packet %d: %d entries, want %d (%v)", last, len(got), want, err)
		}
	}
}

// Blocks before the part are not looked at; damage in the part is told with
// its place.
func TestCutDamage(t *testing.T) {
	data := write(t, 2, packetTrace(rand.New(rand.NewPCG(3, 4)), 60))
	index, err := trace.ReadIndex(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	third := index[2]
	data[third.Offset+100] ^= 1
	for first, want := range map[int64]int{1: 3, third.FirstPacket + third.Packets + 1: 0} {
		p := trace.WholeTrace()
		p.First = first
		err := trace.Cut(io.Discard, bytes.NewReader(data), trace.LittleEndian, p)
		var at *trace.Error
		if want == 0 && err != nil || want != 0 && (!errors.As(err, &at) || at.Block != want || at.Offset != third.Offset) {
			t.Errorf("from packet %d on: error %v, want block %d", first, err, want)
		}
	}
}

func TestInfo(t *testing.T) {
	for version := 1; version <= 2; version++ {
		entries := packetTrace(rand.New(rand.NewPCG(5, 6)), 60)
		data := write(t, version, entries)
		fromFile, err := trace.ReadInfo(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		fromPipe, err := trace.ReadInfo(iotest.HalfReader(bytes.NewReader(data)))
		if err != nil {
			t.Fatal(err)
		}
		if fromFile.Indexed != (version == 2) || fromPipe.Indexed {
			t.Errorf("version %d: from the index: file %v, pipe %v", version, fromFile.Indexed, fromPipe.Indexed)
		}
		fromFile.Indexed = false
		if diff := cmp.Diff(fromPipe, fromFile, cmp.AllowUnexported(trace.Info{})); diff != "" {
			t.Errorf("version %d (-pipe +file):\n%s", version, diff)
		}
		i := fromFile
		if i.Version != version || i.Bytes != int64(len(data)) || i.Entries != int64(len(entries)) || i.Blocks != int64((len(entries)+6)/7) {
			t.Errorf("version %d: %+v", version, i)
		}
		if version == 2 && (*i.Packets != 60 || *i.FirstTime != 1_000_000 || *i.LastTime != 60_000_000 || i.Map.Components != 1 ||
			*i.Wall != entries[len(entries)-1].Real-entries[0].Real) {
			t.Errorf("%+v", i)
		}
		// What was read before damage is told.
		cut, err := trace.ReadInfo(bytes.NewReader(data[:len(data)*2/3]))
		var at *trace.Error
		if !errors.As(err, &at) || cut.Entries == 0 || cut.Entries >= i.Entries {
			t.Errorf("version %d, cut: %v, %+v", version, err, cut)
		}
	}
	var big bytes.Buffer
	if err := trace.WriteBlock(&big, trace.BigEndian, false, make([]trace.Entry, 3)); err != nil {
		t.Fatal(err)
	}
	info, err := trace.ReadInfo(&big)
	if want := (&trace.Info{Version: 1, Order: "big", Bytes: 40, Blocks: 1, Entries: 3, Stored: 24, Expanded: 24}); err != nil || !reflect.DeepEqual(info, want) {
		t.Errorf("big endian: %+v (%v)", info, err)
	}
}

// FuzzPart reads what is told of a trace, and a part of it, from anything.
func FuzzPart(f *testing.F) {
	for version := 1; version <= 2; version++ {
		var data bytes.Buffer
		w2, err := trace.NewWriter2(&data, new(trace.Map))
		if err != nil {
			f.Fatal(err)
		}
		w1 := trace.NewWriter(&data)
		if version == 1 {
			data.Reset()
		}
		for _, e := range packetTrace(rand.New(rand.NewPCG(7, 8)), 9) {
			if version == 1 {
				w1.Append(&e)
			} else {
				w2.Append(&e)
			}
		}
		if version == 1 {
			err = w1.Close()
		} else {
			err = w2.Close()
		}
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data.Bytes(), int64(3), int64(5), int64(0), int64(math.MaxInt64))
	}
	f.Fuzz(func(t *testing.T, data []byte, first, last, from, to int64) {
		trace.ReadInfo(bytes.NewReader(data))
		p := trace.Part{First: first, Last: last, From: from, To: to, SinceFirst: first%2 == 0}
		var out bytes.Buffer
		if err := trace.Cut(&out, bytes.NewReader(data), trace.LittleEndian, p); err != nil {
			return
		}
		if _, err := entriesOf(&out); err != nil {
			t.Fatal(err)
		}
	})
}
