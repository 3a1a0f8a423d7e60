package trace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Info is what can be said of a trace without expanding it. What its version
// or a damage leaves unknown is nil.
type Info struct {
	Version int    `json:"version"`
	Order   string `json:"byte_order,omitempty"` // of version 1
	Bytes   int64  `json:"bytes"`
	Blocks  int64  `json:"blocks"`
	Entries int64  `json:"entries"`
	// Stored and Expanded are the bytes of blocks in the trace and once they
	// are expanded, without headers. Version 2 expands to columns, version 1 to
	// entries.
	Stored   int64 `json:"stored_bytes"`
	Expanded int64 `json:"expanded_bytes"`

	// Of version 2.
	Packets   *int64   `json:"packets,omitempty"`
	FirstTime *int64   `json:"first_ns,omitempty"` // network time of the first packet, Unix epoch
	LastTime  *int64   `json:"last_ns,omitempty"`  // and of the last
	Wall      *int64   `json:"wall_ns,omitempty"`  // from the first entry to the last
	Map       *MapInfo `json:"map,omitempty"`
	// Indexed says that the above was read from the index.
	Indexed bool `json:"indexed,omitempty"`

	firstReal int64
}

// MapInfo is what a map holds.
type MapInfo struct {
	Functions   int          `json:"functions"` // and bodies
	Components  int          `json:"components"`
	Bytes       int          `json:"bytes"` // of its text
	Calibration *Calibration `json:"calibration,omitempty"`
}

// Describe returns what a map holds.
func (m *Map) Describe() *MapInfo {
	return &MapInfo{len(m.Functions), len(m.Components), len(m.Text()), m.Calibration}
}

// ReadInfo reads what it needs of a trace: of one of version 2 in a file the
// index and the headers of blocks, of one of version 1 in a file the headers
// of blocks, else all. The byte order of a trace of version 1 is found out.
// With an error of the content, an [*Error], comes what was read before it.
func ReadInfo(r io.Reader) (*Info, error) {
	in := NewReader(r, LittleEndian)
	in.either = true
	m, err := in.Map()
	if err != nil {
		return nil, err
	}
	info := &Info{Version: in.version}
	file, size := sized(r)
	if in.version == Version {
		info.Order = in.order.String()
	} else {
		info.Map = m.Describe()
		if file != nil {
			if list, err := ReadIndex(file, size); err == nil {
				info.Bytes, info.Indexed = size, true
				return info, info.index(file, list)
			}
		}
	}
	err = info.headers(in, file, size)
	info.Bytes = in.offset
	return info, err
}

// A file is what a trace can be read from in any order.
type file interface {
	io.ReaderAt
	io.Seeker
}

// sized returns r as a file and its size, and nil if it is a pipe.
func sized(r io.Reader) (file, int64) {
	f, ok := r.(file)
	if !ok {
		return nil, 0
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, 0
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0
	}
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return nil, 0
	}
	return f, size
}

// headers adds the blocks of a trace one after the other. In a file the
// payloads of version 1 are passed over.
func (info *Info) headers(in *Reader, f file, size int64) error {
	var b Block
	for {
		var err error
		stored := 0
		if in.version == Version && f != nil {
			stored, err = in.blockHeader(&b)
			if left := size - in.offset; err == nil && int64(stored) > left {
				err = &shortError{int(left), stored}
			}
			if err == nil {
				_, err = f.Seek(int64(stored), io.SeekCurrent)
				in.offset += int64(stored)
			}
			if err != nil && err != io.EOF {
				err = &Error{b.Number, b.Offset, err}
			}
		} else {
			err = in.Next(&b)
			stored = b.Stored()
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		info.Entries += int64(b.Entries)
		if in.version == Version2 {
			info.add(&b.head)
			continue
		}
		info.Blocks++
		info.Stored += int64(stored)
		info.Expanded += int64(b.Size)
	}
}

// index adds what the index says and the sizes that the headers of blocks do.
func (info *Info) index(f file, list []BlockInfo) error {
	section := make([]byte, sectionHeaderSize+blockHeaderSize)
	for i := range list {
		at := list[i].Offset
		if _, err := f.ReadAt(section, at); err != nil {
			return &Error{i + 1, at, fmt.Errorf("reading the header: %w", err)}
		}
		var h blockHeader
		if _, err := binary.Decode(section[sectionHeaderSize:], binary.LittleEndian, &h); err != nil {
			return &Error{i + 1, at, fmt.Errorf("reading the header: %w", err)}
		}
		if sectionKind(binary.LittleEndian.Uint32(section)) != blockSection || h.Info != list[i] {
			return &Error{i + 1, at, errIndex}
		}
		if err := h.check(int(binary.LittleEndian.Uint32(section[4:]))); err != nil {
			return &Error{i + 1, at, err}
		}
		info.Entries += list[i].Entries
		info.add(&h)
	}
	return nil
}

var errIndex = errors.New("the index says other things of the block than the block itself")

// add adds a block of version 2.
func (info *Info) add(h *blockHeader) {
	columns := int64(h.Symbols)*symbolSize + int64(h.Fields)
	info.Blocks++
	info.Stored += columns + int64(h.PackedOps)
	info.Expanded += columns + int64(h.Ops)
	if info.Packets == nil {
		info.Packets, info.Wall = new(int64), new(int64)
	}
	if first, last := h.Info.FirstTime, h.Info.LastTime; h.Info.Packets > 0 {
		if info.FirstTime == nil {
			info.FirstTime = &first
		}
		info.LastTime = &last
	}
	*info.Packets += h.Info.Packets
	if info.Blocks == 1 {
		info.firstReal = h.Info.FirstReal
	}
	*info.Wall = h.Info.LastReal - info.firstReal
}
