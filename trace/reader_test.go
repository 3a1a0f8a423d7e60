package trace_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"brig/trace"
)

// block returns a block with any header at all.
func block(size, stored, entries, version int32, payload ...byte) []byte {
	var b []byte
	for _, v := range []int32{size, stored, entries, version} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return append(b, payload...)
}

// call is an entry of eight bytes.
var call = []byte{0x40, 0, 0, 0, 1, 0, 0, 0}

func TestBadTraces(t *testing.T) {
	good := block(8, 8, 1, 1, call...)
	clocks := append([]byte{0x40, 1, 0, 0, 1, 0, 0, 0}, make([]byte, 12)...)
	for _, test := range []struct {
		name, want string
		data       []byte
	}{
		{"header cut", "block 1 at byte 0: the trace ends after 5 of the header's 16 bytes", good[:5]},
		{"second header cut", "block 2 at byte 24: the trace ends after 15 of the header's 16 bytes", slices.Concat(good, good[:15])},
		{"no payload", "block 1 at byte 0: the trace ends after 0 of the block's 8 stored bytes", good[:16]},
		{"payload cut", "block 2 at byte 24: the trace ends after 3 of the block's 8 stored bytes", slices.Concat(good, good[:19])},
		{"version 0", "block 1 at byte 0: version is 0, want 1", block(8, 8, 1, 0, call...)},
		{"version 2", "block 2 at byte 24: version is 2, want 1", slices.Concat(good, block(8, 8, 1, 2, call...))},
		{"wrong order", "block 1 at byte 0: the trace is not little endian as its map says, but the other way round", encode(t, entries(3, 1), trace.BigEndian, false)},
		{"negative size", "size is -8 bytes", block(-8, 8, 1, 1, call...)},
		{"negative stored size", "stored size is -1 bytes", block(8, -1, 1, 1, call...)},
		{"stored more than size", "stored size is 9 bytes, want 0 to the expanded size 8", block(8, 9, 1, 1, make([]byte, 9)...)},
		{"huge size", "size is 2147483647 bytes", block(1<<31-1, 4, 1, 1, 0, 0, 0, 0)},
		{"bomb", "4 stored bytes cannot expand to 30000000", block(30_000_000, 4, 1_000_000, 1, 0, 0, 0, 0)},
		{"negative count", "8 bytes cannot hold the stated -1 entries", block(8, 8, -1, 1, call...)},
		{"count far too high", "8 bytes cannot hold the stated 1000 entries", block(8, 8, 1000, 1, call...)},
		{"count too low", "block 1 at byte 0: the header states 1 entries, the block holds 2", block(16, 16, 1, 1, slices.Concat(call, call)...)},
		{"count too high", "the header states 2 entries, the block holds 1", block(24, 24, 2, 1, append([]byte{0x40, 1}, make([]byte, 22)...)...)},
		{"entry cut", "block 1 at byte 0: entry 1 at byte 0 of the block: cut off", block(20, 20, 1, 1, clocks...)},
		{"word cut", "entry 2 at byte 8 of the block: cut off", block(12, 12, 1, 1, append(slices.Clone(call), 1, 2, 3, 4)...)},
		{"bad LZF", "block 1 at byte 0: expanding: reference before the start of the block", block(8, 4, 1, 1, 0x20, 9, 0, 0)},
	} {
		_, err := decode(bytes.NewReader(test.data), trace.LittleEndian)
		var where *trace.Error
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		} else if !errors.As(err, &where) {
			t.Errorf("%s: error %T, want a *trace.Error", test.name, err)
		}
	}
}

func TestEmptyBlocks(t *testing.T) {
	data := slices.Concat(block(0, 0, 0, 1), block(8, 8, 1, 1, call...), block(0, 0, 0, 1))
	got, err := decode(bytes.NewReader(data), trace.LittleEndian)
	want := []trace.Entry{{Options: trace.Call, ID: 1}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestReadErrorsPass(t *testing.T) {
	data := encode(t, entries(100, 1), trace.LittleEndian, false)
	broken := errors.New("cable pulled")
	for _, n := range []int64{0, 7, 16, 500} {
		r := io.MultiReader(io.LimitReader(bytes.NewReader(data), n), iotest.ErrReader(broken))
		if _, err := decode(r, trace.LittleEndian); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v, want %v", n, err, broken)
		}
	}
	if got, err := decode(iotest.OneByteReader(bytes.NewReader(data)), trace.LittleEndian); err != nil || len(got) != 100 {
		t.Errorf("byte by byte: %d entries, %v", len(got), err)
	}
}

// A header may lie about its payload. Memory must follow what is there.
func TestLyingSizeAllocatesLittle(t *testing.T) {
	data := block(trace.MaxBlockSize, trace.MaxBlockSize, trace.MaxBlockSize/8, 1, call...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := decode(bytes.NewReader(data), trace.LittleEndian); err == nil {
		t.Fatal("no error")
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
		t.Errorf("%d bytes of trace cost %d bytes of memory", len(data), n)
	}
}

func TestWriterErrors(t *testing.T) {
	r, w := io.Pipe()
	r.CloseWithError(errors.New("no space left on device"))
	tw := trace.NewWriter(w)
	for range 100_000 {
		tw.Append(&trace.Entry{Options: trace.Call, ID: 1})
	}
	if err := tw.Close(); err == nil || err.Error() != "writing trace: no space left on device" {
		t.Errorf("Close = %v", err)
	}
	if tw.Err() == nil {
		t.Error("Err = nil after Close gave an error")
	}
}

func TestStampLast(t *testing.T) {
	for _, test := range []struct {
		name    string
		last    trace.Entry
		stamped bool
	}{
		{"return", trace.Entry{Options: trace.Return | trace.Clocks, ID: 7, Real: 1, Virtual: 2}, true},
		{"call", trace.Entry{Options: trace.Call, ID: 7}, false},
		{"stamped return", trace.Entry{Options: trace.Return | trace.Timestamp, ID: 7, Time: 4}, false},
		{"return of a component", trace.Entry{Options: trace.Return | trace.ComponentEvent, ID: 7}, false},
	} {
		var buf bytes.Buffer
		w := trace.NewWriter(&buf)
		list := append(entries(10_000, 3), test.last)
		for i := range list {
			w.Append(&list[i])
		}
		if got := w.StampLast(99); got != test.stamped {
			t.Errorf("%s: StampLast = %v, want %v", test.name, got, test.stamped)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if test.stamped {
			last := &list[len(list)-1]
			last.Options |= trace.Timestamp
			last.Time = 99
		}
		got, err := decode(&buf, trace.LittleEndian)
		if err != nil || !slices.Equal(got, list) {
			t.Errorf("%s: entries differ (error %v)", test.name, err)
		}
	}
	if trace.NewWriter(io.Discard).StampLast(1) {
		t.Error("an empty trace was stamped")
	}
}

func FuzzReader(f *testing.F) {
	for _, order := range []trace.Order{trace.LittleEndian, trace.BigEndian} {
		for _, packed := range []bool{false, true} {
			data := encode(f, entries(40, 5), order, packed)
			f.Add(data, order == trace.BigEndian)
			f.Add(data[:len(data)-3], order == trace.BigEndian)
			f.Add(slices.Concat(data, data), order == trace.BigEndian)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, big bool) {
		order := trace.LittleEndian
		if big {
			order = trace.BigEndian
		}
		list, err := decode(bytes.NewReader(data), order)
		var where *trace.Error
		if err != nil && !errors.As(err, &where) {
			t.Fatalf("error %T: %v", err, err)
		}
		if err != nil {
			return
		}
		again, err := decode(bytes.NewReader(encode(t, list, order, true)), order)
		if err != nil || !slices.Equal(again, list) {
			t.Fatalf("written and read again: %v", err)
		}
	})
}
