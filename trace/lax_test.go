package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// raw returns a block with any header.
func raw(size, stored, entries, version int32, payload ...byte) []byte {
	var b []byte
	for _, v := range []int32{size, stored, entries, version} {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return append(b, payload...)
}

// walk reads a trace to its end and returns the identifiers of its entries.
func walk(r *Reader) (ids []ID, err error) {
	var b Block
	for {
		if err := r.Next(&b); err == io.EOF {
			return ids, nil
		} else if err != nil {
			return ids, err
		}
		if err := b.Expand(); err != nil {
			return ids, err
		}
		c := b.Cursor()
		var e Entry
		for c.Next(&e) {
			ids = append(ids, e.ID)
		}
		if err := c.Err(); err != nil {
			return ids, err
		}
	}
}

// Damage is an error to a Reader. A Reader of 2013 gets as far as the decoder
// of 2013 did, and fails where that failed.
func TestReader2013(t *testing.T) {
	entry := []byte{0x40, 0, 0, 0, 5, 0, 0, 0}
	other := []byte{0x40, 0, 0, 0, 6, 0, 0, 0}
	good := raw(8, 8, 1, 1, entry...)
	for _, test := range []struct {
		name    string
		data    []byte
		ids     []ID
		err     string // of 2013
		err2026 string
	}{
		{"whole", slices.Concat(good, good), []ID{5, 5}, "", ""},
		{"empty block", slices.Concat(raw(0, 0, 0, 1), good), []ID{5}, "", ""},
		{"header cut", slices.Concat(good, good[:15]), []ID{5}, "", "the trace ends after 15 of the header's 16 bytes"},
		{"first header cut", good[:12], nil, "version is 0", "the trace ends after 12"},
		{"no payload", slices.Concat(good, good[:16]), []ID{5}, "", "the trace ends after 0 of the block's 8"},
		{"payload cut in zeros", good[:22], []ID{5}, "", "the trace ends after 6 of the block's 8"},
		{"payload cut", raw(16, 16, 2, 1, other...), []ID{6, 0}, "", "the trace ends after 8 of the block's 16"},
		{"LZF of zeros", raw(16, 12, 2, 1, 7, 0x40, 0, 0, 0, 5, 0, 0, 0), nil, "expanding: packed data ends too early", "the trace ends after 9"},
		{"stored above size", raw(8, 9, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0), nil, "stored size is 9 bytes", "stored size is 9 bytes"},
		{"stored above size, no payload", raw(8, 9, 1, 1), nil, "", "stored size is 9 bytes"},
		{"negative size", raw(-8, 8, 1, 1, entry...), nil, "size is -8", "size is -8"},
		{"entries", raw(8, 8, 7, 1, entry...), []ID{5}, "the header states 7 entries, the block holds 1", "8 bytes cannot hold the stated 7"},
		{"entry cut", raw(12, 12, 2, 1, append(slices.Clone(entry), 1, 2, 3, 4)...), []ID{5}, "entry 2 at byte 8", "12 bytes cannot hold the stated 2"},
		{"beyond LZF", raw(10000, 8, 1, 1, entry...), nil, "8 stored bytes cannot expand to 10000", "8 stored bytes cannot expand to 10000"},
		// B10: eight bytes of an entry, then the same eight by reference.
		{"LZF reference at the end", raw(16, 12, 2, 1, append(slices.Insert(slices.Clone(entry), 0, 7), 6<<5, 7, 0)...), nil,
			"expanding: packed data holds more", ""},
	} {
		ids, err := walk(NewReader2013(bytes.NewReader(test.data), LittleEndian))
		if got := fmt.Sprint(err); test.err == "" && err != nil || !strings.Contains(got, test.err) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.err)
		}
		if !slices.Equal(ids, test.ids) {
			t.Errorf("%s: entries of %v, want %v", test.name, ids, test.ids)
		}
		_, err = walk(NewReader(bytes.NewReader(test.data), LittleEndian))
		if got := fmt.Sprint(err); test.err2026 == "" && err != nil || !strings.Contains(got, test.err2026) {
			t.Errorf("%s: today's error %v, want %q", test.name, err, test.err2026)
		}
	}
}

// A block beyond the limit is one only if it is there.
func TestReader2013Limit(t *testing.T) {
	for _, test := range []struct {
		name  string
		data  []byte
		limit bool
	}{
		{"stored", raw(16, 16, 2, 1, make([]byte, 16)...), true},
		{"packed", raw(16, 3, 2, 1, make([]byte, 3)...), true},
		{"cut", raw(16, 16, 2, 1, make([]byte, 15)...), false},
		{"beyond LZF", raw(1<<30, 3, 2, 1, make([]byte, 3)...), false},
		{"stored above size", raw(8, 16, 2, 1, make([]byte, 16)...), false},
	} {
		r := NewReader2013(bytes.NewReader(test.data), LittleEndian)
		r.MaxBlock = 15
		_, err := walk(r)
		var limit *LimitError
		if err == nil || errors.As(err, &limit) != test.limit {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// A lax reader goes on where the other stops, never the other way round but
// for references at the end of a block.
func FuzzReader2013(f *testing.F) {
	f.Add(raw(8, 8, 1, 1, 0x40, 0, 0, 0, 5, 0, 0, 0))
	f.Add(raw(16, 12, 2, 1, 7, 0x40, 0, 0, 0, 5, 0, 0, 0, 6<<5, 7, 0))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte(magic)) {
			return // what it took for a block of 1.7 GB
		}
		ids, err := walk(NewReader(bytes.NewReader(data), LittleEndian))
		old, oldErr := walk(NewReader2013(bytes.NewReader(data), LittleEndian))
		if oldErr != nil && strings.Contains(oldErr.Error(), "expanding") {
			return
		}
		if err == nil && (oldErr != nil || !slices.Equal(ids, old)) || len(old) < len(ids) || !slices.Equal(ids, old[:len(ids)]) {
			t.Errorf("today %v (%v), 2013 %v (%v)", ids, err, old, oldErr)
		}
	})
}
