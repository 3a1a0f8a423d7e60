package analyzer

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// executable is a small program with two sections.
func executable() []byte {
	b := make([]byte, 0x80, 512)
	copy(b, "MZ")
	binary.LittleEndian.PutUint32(b[60:], 0x80)
	copy(b[64:], "no DOS")
	b = append(b, "PE\x00\x00"...)
	le := binary.LittleEndian
	for _, n := range []uint16{0x14c, 2} {
		b = le.AppendUint16(b, n)
	}
	b = append(le.AppendUint32(b, 1e9), make([]byte, 8)...)
	const tables = 7
	b = le.AppendUint16(b, 96+8*tables)
	b = le.AppendUint16(b, 0x102)
	optional := make([]byte, 96+8*tables)
	le.PutUint16(optional, 0x10b)
	le.PutUint16(optional[40:], 5)
	le.PutUint16(optional[42:], 1)
	le.PutUint16(optional[68:], 2)
	le.PutUint16(optional[70:], 0x140)
	le.PutUint32(optional[92:], tables)
	le.PutUint32(optional[96+8+4:], 40)
	b = append(b, optional...)
	for _, name := range []string{".text", ".data"} {
		section := make([]byte, peSectionHeader)
		copy(section, name)
		section[36] = 0x21
		b = append(b, section...)
	}
	return append(b, "and the rest"...)
}

// peEvents are those of a file that comes in pieces.
func peEvents(b []byte, piece int) []string {
	var got []string
	a := NewPE(func(name string, args ...any) { got = append(got, fmt.Sprint(name, " ", args)) })
	for part := range slices.Chunk(b, piece) {
		a.Data(part)
	}
	a.End()
	return got
}

func TestPE(t *testing.T) {
	for _, piece := range []int{1, 7, 1 << 16} {
		got := peEvents(executable(), piece)
		var names []string
		for _, e := range got {
			name, _, _ := strings.Cut(e, " ")
			names = append(names, name)
		}
		want := []string{"pe_dos_header", "pe_dos_code", "pe_file_header", "pe_optional_header", "pe_section_header", "pe_section_header"}
		if !slices.Equal(names, want) {
			t.Fatalf("pieces of %d: %q", piece, names)
		}
		for i, part := range map[int]string{0: "{addr_of_new_exe_header 128}", 1: "[no DOS\x00", 2: "{machine 332} {ts 1e+09}",
			3: "{os_version_major 5} {os_version_minor 1}", 4: "{name .text}", 5: "{characteristics [1 32]}"} {
			if !strings.Contains(got[i], part) {
				t.Errorf("pieces of %d: no %q in %q", piece, part, got[i])
			}
		}
		if o := got[3]; !strings.Contains(o, "{subsystem 2} {dll_characteristics [64 256]} {table_sizes [0 40 0 0 0 0 0]}") {
			t.Errorf("got %s", o)
		}
	}
}

func TestPEOdd(t *testing.T) {
	whole := executable()
	far := slices.Clone(whole)
	binary.LittleEndian.PutUint32(far[60:], 0xfffffff0)
	other := slices.Clone(whole)
	other[0x80] = 'N' // as of programs for 16 bits
	for _, test := range []struct {
		name string
		b    []byte
		n    int // events
	}{
		{"headers far away", far, 1},
		{"another format", other, 2},
		{"cut off within the optional header", whole[:0x80+peFileHeader+50], 3},
		{"no program", []byte("whatever it is, it is no program, and longer than its header is"), 0},
	} {
		if got := peEvents(test.b, 1<<16); len(got) != test.n {
			t.Errorf("%s: got %q", test.name, got)
		}
	}
}

func FuzzPE(f *testing.F) {
	f.Add(executable())
	f.Fuzz(func(t *testing.T, b []byte) {
		one, many := peEvents(b, max(len(b), 1)), peEvents(b, 13)
		if !slices.Equal(one, many) {
			t.Errorf("in pieces %q, whole %q", many, one)
		}
	})
}
