package analyzer

import (
	"bytes"
	"encoding/binary"

	"brig/bro/files"
)

// This file reads the headers of executable files of Windows (Microsoft's PE format
// specification).

const (
	// MaxPEHeaders is how far into a file its headers may reach.
	MaxPEHeaders = 64 << 10
	maxPETables  = 16
)

// NewPE returns an analyzer of a file that calls raise with the name and the arguments
// of its events, pe_dos_header and so on; arguments are like those of SMBEvents.
func NewPE(raise func(name string, args ...any)) files.Analyzer {
	return &peFile{raise: raise, step: (*peFile).dos}
}

// A peFile keeps the begin of a file until all its headers have come.
type peFile struct {
	raise    func(name string, args ...any)
	head     []byte
	at       int                 // how much of head was read
	step     func(p *peFile) int // reads the next header at at; nil when there is no more
	after    int                 // where the section headers begin
	sections int
}

func (p *peFile) Gap(uint64) bool { return false }
func (p *peFile) End()            {}

func (p *peFile) Data(b []byte) {
	if p.step == nil {
		return
	}
	p.head = append(p.head, b[:min(len(b), MaxPEHeaders-len(p.head))]...)
	for p.step != nil {
		n := p.step(p)
		if n == 0 { // more is needed
			break
		}
		p.at += n
	}
	if p.step == nil || len(p.head) == MaxPEHeaders {
		p.step, p.head = nil, nil
	}
}

// stop reads no further.
func (p *peFile) stop() int {
	p.step = nil
	return 1
}

// A peField is a number of a header, of size bytes.
type peField struct {
	name string
	size int
}

// record reads the fields of a header in order; those without a name are left out.
func (p *peFile) record(o *octets, fields []peField) Record {
	var r Record
	for _, f := range fields {
		var n uint64
		for i, c := range o.take(f.size) {
			n |= uint64(c) << (8 * i)
		}
		if f.name != "" {
			r = append(r, Field{f.name, n})
		}
	}
	return r
}

// bits are the bits of a number that are set, as numbers.
func bits(n uint64) []uint64 {
	set := []uint64{}
	for bit := uint64(1); bit != 0; bit <<= 1 {
		if n&bit != 0 {
			set = append(set, bit)
		}
	}
	return set
}

const (
	peDOSHeader     = 64
	peFileHeader    = 24
	peSectionHeader = 40
)

func (p *peFile) dos() int {
	if len(p.head) < peDOSHeader {
		return 0
	}
	o := octets{rest: p.head}
	signature := o.take(2)
	if string(signature) != "MZ" {
		return p.stop()
	}
	r := Record{{"signature", string(signature)}}
	r = append(r, p.record(&o, []peField{{"used_bytes_in_last_page", 2}, {"file_in_pages", 2}, {"num_reloc_items", 2}, {"header_in_paragraphs", 2},
		{"min_extra_paragraphs", 2}, {"max_extra_paragraphs", 2}, {"init_relative_ss", 2}, {"init_sp", 2}, {"checksum", 2}, {"init_ip", 2},
		{"init_relative_cs", 2}, {"addr_of_reloc_table", 2}, {"overlay_num", 2}, {"", 8}, {"oem_id", 2}, {"oem_info", 2}, {"", 20},
		{"addr_of_new_exe_header", 4}})...)
	p.raise("pe_dos_header", r)
	next := binary.LittleEndian.Uint32(p.head[60:])
	if next < peDOSHeader || next > MaxPEHeaders {
		return p.stop()
	}
	p.after = int(next)
	p.step = (*peFile).code
	return peDOSHeader
}

// code is the program that says that this is no program for DOS.
func (p *peFile) code() int {
	if len(p.head) < p.after {
		return 0
	}
	if p.after > p.at {
		p.raise("pe_dos_code", string(p.head[p.at:p.after]))
	}
	p.at = p.after
	p.step = (*peFile).file
	return p.file()
}

func (p *peFile) file() int {
	if len(p.head) < p.at+peFileHeader {
		return 0
	}
	o := octets{rest: p.head[p.at:]}
	if string(o.take(4)) != "PE\x00\x00" {
		return p.stop()
	}
	machine, sections, ts := o.le16(), o.le16(), o.le32()
	r := Record{{"machine", uint64(machine)}, {"ts", Time(ts)}}
	r = append(r, p.record(&o, []peField{{"sym_table_ptr", 4}, {"num_syms", 4}})...)
	size, characteristics := o.le16(), o.le16()
	r = append(r, Field{"optional_header_size", uint64(size)}, Field{"characteristics", bits(uint64(characteristics))})
	p.raise("pe_file_header", r)
	p.sections = int(sections)
	p.after = p.at + peFileHeader + int(size)
	p.step = (*peFile).optional
	if size == 0 {
		p.step = (*peFile).section
	}
	return peFileHeader
}

func (p *peFile) optional() int {
	if len(p.head) < p.after {
		return 0
	}
	o := octets{rest: p.head[p.at:p.after]}
	magic := o.le16()
	const pe32, pe32plus = 0x10b, 0x20b
	if magic != pe32 && magic != pe32plus {
		return p.stop()
	}
	r := Record{{"magic", uint64(magic)}}
	r = append(r, p.record(&o, []peField{{"major_linker_version", 1}, {"minor_linker_version", 1}, {"size_of_code", 4}, {"size_of_init_data", 4},
		{"size_of_uninit_data", 4}, {"addr_of_entry_point", 4}, {"base_of_code", 4}})...)
	word := 8
	if magic == pe32 {
		word = 4
		r = append(r, p.record(&o, []peField{{"base_of_data", 4}})...)
	}
	r = append(r, p.record(&o, []peField{{"image_base", word}, {"section_alignment", 4}, {"file_alignment", 4}, {"os_version_major", 2},
		{"os_version_minor", 2}, {"major_image_version", 2}, {"minor_image_version", 2}, {"major_subsys_version", 2}, {"minor_subsys_version", 2},
		{"", 4}, {"size_of_image", 4}, {"size_of_headers", 4}, {"checksum", 4}, {"subsystem", 2}})...)
	characteristics := o.le16()
	o.take(4*word + 4)
	n := min(int(o.le32()), maxPETables)
	if o.short {
		return p.stop()
	}
	sizes := []uint64{}
	for range n {
		o.le32() // where the table is
		if size := o.le32(); !o.short {
			sizes = append(sizes, uint64(size))
		}
	}
	p.raise("pe_optional_header", append(r, Field{"dll_characteristics", bits(uint64(characteristics))}, Field{"table_sizes", sizes}))
	p.step = (*peFile).section
	return p.after - p.at
}

func (p *peFile) section() int {
	if p.sections == 0 {
		return p.stop()
	}
	if len(p.head) < p.at+peSectionHeader {
		return 0
	}
	o := octets{rest: p.head[p.at:]}
	r := Record{{"name", string(bytes.TrimRight(o.take(8), "\x00"))}}
	r = append(r, p.record(&o, []peField{{"virtual_size", 4}, {"virtual_addr", 4}, {"size_of_raw_data", 4}, {"ptr_to_raw_data", 4},
		{"non_used_ptr_to_relocs", 4}, {"non_used_ptr_to_line_nums", 4}, {"non_used_num_of_relocs", 2}, {"non_used_num_of_line_nums", 2}})...)
	p.raise("pe_section_header", append(r, Field{"characteristics", bits(uint64(o.le32()))}))
	p.sections--
	return peSectionHeader
}
