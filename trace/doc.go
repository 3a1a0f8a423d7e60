// Package trace reads and writes function traces: the binary record of which
// script functions and components an engine entered and left, packet by
// packet. doc/trace.md specifies both versions of the format.
//
// A trace of version 1, the format of the Bro fork that PyBrIG measured in
// 2013, is a pair of files. The [Map] gives the byte order and the names of
// identifiers as JSON. The trace proper is a sequence of [Block] values, each
// a header and a payload of whole entries, stored as they are or packed with
// LZF. An [Entry] is one call, return or component event; its [Options] say
// which optional fields it carries.
//
// A trace of version 2 is one file: the map, blocks that hold the entries as
// columns, and an index ([ReadIndex]). Its times are finer, and it tells when
// a component was left. zstd is that of klauspost/compress, which the project
// uses for captures as well.
//
// Reading is the same for both: a loop over blocks and, within a block, over entries:
//
//	r := trace.NewReader(file, m.Order)
//	var b trace.Block
//	for {
//		if err := r.Next(&b); err == io.EOF {
//			break
//		} else if err != nil {
//			return err
//		}
//		if err := b.Expand(); err != nil {
//			return err
//		}
//		c := b.Cursor()
//		for c.Next(&e) {
//			// use e
//		}
//		if err := c.Err(); err != nil {
//			return err
//		}
//	}
//
// Blocks do not depend on each other, so they may be expanded concurrently.
//
// Writing is [Writer.Append], or [Writer2.Append], for each entry and Close at
// the end. It allocates nothing per entry.
//
// Traces and maps come from outside: every length is checked against the
// limits below and against the bytes that are really there before memory is
// allocated for it.
package trace

// Limits. A file that exceeds one is refused with an error that names it.
const (
	// MaxBlockSize bounds the expanded size of a block in bytes. Writers use
	// 64 to 256 KB.
	MaxBlockSize = 32 << 20
	// MaxMapSize bounds the text of a map in bytes.
	MaxMapSize = 64 << 20
	// MaxMapValue bounds a function of it, with its bodies, and any other
	// value that is no list of functions or components.
	MaxMapValue = 4 << 20
	// MaxMapEntries bounds the functions, bodies and components of a map
	// together.
	MaxMapEntries = 1 << 18
)

// Version is the version of the trace format in block headers.
const Version = 1

// headerSize is four int32: expanded size, stored size, entries, version.
const headerSize = 16
