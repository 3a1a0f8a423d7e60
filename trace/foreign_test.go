package trace_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"brig/trace"
)

// What is no trace is called what it looks like.
func TestForeign(t *testing.T) {
	pad := strings.Repeat("\x00", 40)
	for _, test := range []struct{ text, want string }{
		{"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + pad, "this is no trace: it looks like a packet capture (pcap)"},
		{"\x0a\x0d\x0d\x0a" + pad, "looks like a packet capture (pcapng)"},
		{"\x1f\x8b\x08" + pad, "looks like a gzip file: expand it"},
		{"\x28\xb5\x2f\xfd" + pad, "looks like a zstd file: expand it"},
		{"\x28\xb5\x2f\xfd", "looks like a zstd file"}, // shorter than a header
		{`{"endian": "little"}`, "looks like JSON: the map of a trace is that"},
		{"trace little\nblock stored\n", "looks like a trace in its text form"},
		{"#separator \\x09\n", "looks like a log of Bro"},
		{"hello\n", "looks like text"},
		{"\x7fELF\x02\x01" + pad, "looks like a program"},
		{pad, "version is 0, want 1: this is no trace"},
	} {
		for _, order := range []trace.Order{trace.LittleEndian, trace.BigEndian} {
			r := trace.NewReader(iotest.OneByteReader(strings.NewReader(test.text)), order)
			_, err := r.Map()
			var f *trace.ForeignError
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.As(err, &f) {
				t.Errorf("%.20q: error %v, want %q", test.text, err, test.want)
			}
			if next := r.Next(new(trace.Block)); next != err {
				t.Errorf("%.20q: then error %v", test.text, next)
			}
		}
	}
	for _, text := range []string{"", pad[:3], "\x08\x00\x00\x00\x08\x00\x00\x00"} {
		if _, err := trace.NewReader(strings.NewReader(text), trace.LittleEndian).Map(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The reader that does as in 2013 says so of a trace of version 2.
func TestVersion2As2013(t *testing.T) {
	var data bytes.Buffer
	w, err := trace.NewWriter2(&data, new(trace.Map))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := trace.NewReader2013(&data, trace.LittleEndian).Next(new(trace.Block)); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("error %v", err)
	}
}

// An error of what a trace is read from that says where in a trace it is
// stays as it is.
func TestErrorBeneath(t *testing.T) {
	want := &trace.Error{3, 70, errors.New("bad")}
	good := block(8, 8, 1, 1, 0x40, 0, 0, 0, 1, 0, 0, 0)
	for _, before := range [][]byte{nil, good[:4], good, good[:20]} {
		r := trace.NewReader(io.MultiReader(bytes.NewReader(before), iotest.ErrReader(want)), trace.LittleEndian)
		var err error
		for err == nil {
			err = r.Next(new(trace.Block))
		}
		if err != error(want) {
			t.Errorf("after %d bytes: error %v", len(before), err)
		}
	}
}
