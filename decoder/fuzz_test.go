package decoder

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"testing"

	"brig/trace"
)

// mend makes the checksums of a trace of version 2 right again.
func mend(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte("brigtrc2")) {
		return data
	}
	data = bytes.Clone(data)
	for rest := data[8:]; len(rest) >= 12; {
		size := int64(binary.LittleEndian.Uint32(rest[4:]))
		if size > int64(len(rest)-12) {
			break
		}
		sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
		sum.Write(rest[:8])
		sum.Write(rest[12 : 12+size])
		binary.LittleEndian.PutUint32(rest[8:], sum.Sum32())
		rest = rest[12+size:]
	}
	return data
}

// countEntries returns how many entries can be read of a trace, without those
// that leave a component, and what ended that.
func countEntries(data []byte, order trace.Order) (n int64, err error) {
	r := trace.NewReader(bytes.NewReader(data), order)
	r.MaxBlock = defaultLimits.block
	var b trace.Block
	var e trace.Entry
	for err == nil {
		if err = r.Next(&b); err == nil {
			err = b.Expand()
		}
		if err != nil {
			break
		}
		c := b.Cursor()
		for c.Next(&e) {
			if r.Version() == trace.Version || e.Options.IsScript() || e.Options&trace.ComponentLeft == 0 {
				n++
			}
		}
		err = c.Err()
	}
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// FuzzDecode decodes anything, of both versions and byte orders, to all that
// is made of a profile. It fails where a loop over the entries does, and has as
// many of them.
func FuzzDecode(f *testing.F) {
	list := generate(300, 7)
	for _, order := range []trace.Order{trace.LittleEndian, trace.BigEndian} {
		for _, packed := range []bool{false, true} {
			var data bytes.Buffer
			for rest := list; len(rest) > 0; {
				n := min(len(rest), 70)
				if err := trace.WriteBlock(&data, order, packed, rest[:n]); err != nil {
					f.Fatal(err)
				}
				rest = rest[n:]
			}
			f.Add(data.Bytes(), order == trace.BigEndian)
			f.Add(data.Bytes()[:data.Len()-9], order == trace.BigEndian)
		}
	}
	var data bytes.Buffer
	w, err := trace.NewWriter2(&data, &trace.Map{Functions: []trace.Function{{ID: list[0].ID, Name: "A::b", Range: trace.Range{File: "a.bro", FirstLine: 3}}}})
	if err != nil {
		f.Fatal(err)
	}
	for i := range list {
		w.Append(&list[i])
	}
	w.Append(&trace.Entry{Options: trace.ComponentEvent | trace.Outside | trace.Clocks, ID: 3, Real: list[len(list)-1].Real})
	w.Append(&trace.Entry{Options: trace.ComponentLeft | trace.Usage, ID: 3})
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(data.Bytes(), false)
	f.Add(data.Bytes()[:data.Len()-60], false)
	f.Fuzz(func(t *testing.T, data []byte, big bool) {
		data = mend(data)
		order, m := trace.LittleEndian, &trace.Map{}
		if big {
			order, m.Order = trace.BigEndian, trace.BigEndian
		}
		n, wrong := countEntries(data, order)
		p, err := DecodeForFiles(context.Background(), bytes.NewReader(data), m, DefaultMemory, nil)
		var damage *trace.Error
		switch {
		case (err == nil) != (wrong == nil) || err != nil && !errors.As(err, &damage):
			t.Fatalf("error %v, of the entries %v", err, wrong)
		case p == nil && (err == nil || n > 0):
			t.Fatalf("no profile of %d entries, %v", n, err)
		case p == nil:
			return
		case p.Entries != n:
			t.Fatalf("%d entries of %d, %v", p.Entries, n, err)
		}
		everything(t, p)
		b := p.Breakdown()
		for _, write := range []func(io.Writer) error{b.WritePprof, b.WriteFolded, b.WriteCSV} {
			if err := write(io.Discard); err != nil {
				t.Fatal(err)
			}
		}
	})
}
