package files

import (
	"cmp"
	"hash/fnv"
	"maps"
	"slices"
	"time"

	"brig/bro/packet"
)

// Events are raised for files; nil functions are not called.
type Events struct {
	// Handle names the file that is carried next on a side of a connection: what
	// has one name is one file. Files without a name are of no interest
	// (get_file_handle).
	Handle func(source string, c *packet.Conn, isOrig bool) string

	FileNew func(f *File)
	// FileOverNewConnection: a connection carries (a part of) the file.
	FileOverNewConnection func(f *File, c *packet.Conn, isOrig bool)
	// FileSniff: the beginning has been seen; mime is "" for an unknown type.
	FileSniff func(f *File, mime string)
	// FileTimeout: nothing was seen of the file for its Timeout. Unless that is
	// set again, the file ends.
	FileTimeout func(f *File)
	// FileGap: n bytes at offset are missing.
	FileGap func(f *File, offset, n uint64)
	// FileReassemblyOverflow: too much has come before its place, and skipped bytes at
	// offset are given up.
	FileReassemblyOverflow func(f *File, offset, skipped uint64)
	// FileStateRemove is the last event of a file.
	FileStateRemove func(f *File)
}

// Limits of what is kept of a file.
const (
	// BOFSize is how much of the beginning the type is told from.
	BOFSize = 4096
	// MaxReassembly bounds what came before its place in the file.
	MaxReassembly = 512 << 10
	// MaxPieces bounds the bookkeeping of tiny pieces that came before theirs.
	MaxPieces = 4096
	// DefaultTimeout is how long a file may be silent.
	DefaultTimeout = 2 * time.Minute
)

// A Framework follows the files of a session.
type Framework struct {
	Events
	Seed   uint64
	Timers *packet.Timers
	Now    func() int64 // network time, ns
	// Reassembly is how many bytes of each file are kept that come before their place.
	Reassembly int

	files   map[string]*File
	ordinal uint64
	most    int // files at a time

	beginnings [][]byte // buffers that no file uses now
}

// New returns a Framework that takes the time from now.
func New(timers *packet.Timers, now func() int64) *Framework {
	return &Framework{Timers: timers, Now: now, Reassembly: MaxReassembly, files: map[string]*File{}}
}

// Open returns the file that follows on a side of a connection, or nil if
// nobody wants to know. source is the protocol's name.
func (fw *Framework) Open(source string, c *packet.Conn, isOrig bool) *File {
	if fw.Handle == nil {
		return nil
	}
	handle := fw.Handle(source, c, isOrig)
	if handle == "" {
		return nil
	}
	return fw.OpenHandle(handle, source, "", c, isOrig)
}

// OpenHandle is Open for a file that the analyzer itself can name. mime is its
// type if that is known for sure.
func (fw *Framework) OpenHandle(handle, source, mime string, c *packet.Conn, isOrig bool) *File {
	if fw.FileNew == nil && fw.FileStateRemove == nil {
		return nil
	}
	h := fnv.New64a()
	h.Write([]byte(handle))
	id := packet.UID('F', fw.Seed, h.Sum64())
	f := fw.files[id]
	if f == nil {
		fw.ordinal++
		f = &File{ID: id, Source: source, IsOrig: isOrig, First: fw.Now(), Timeout: DefaultTimeout,
			fw: fw, mime: mime, ordinal: fw.ordinal, mostEarly: fw.Reassembly}
		f.LastActive = f.First
		f.timer.Owner = f
		fw.files[id] = f
		fw.most = max(fw.most, len(fw.files))
		fw.Timers.Start(&f.timer, f.First+int64(f.Timeout))
		f.add(c)
		if fw.FileNew != nil {
			fw.FileNew(f)
		}
		if fw.FileOverNewConnection != nil {
			fw.FileOverNewConnection(f, c, isOrig)
		}
	} else if f.add(c) && fw.FileOverNewConnection != nil {
		fw.FileOverNewConnection(f, c, isOrig)
	}
	return f
}

// maxBeginnings is how many buffers for the beginnings of files are kept.
const maxBeginnings = 16

// beginning returns an empty buffer for the beginning of a file.
func (fw *Framework) beginning() []byte {
	n := len(fw.beginnings)
	if n == 0 {
		return make([]byte, 0, BOFSize)
	}
	b := fw.beginnings[n-1]
	fw.beginnings = fw.beginnings[:n-1]
	return b
}

// reuse keeps a buffer for another file.
func (fw *Framework) reuse(b []byte) {
	if cap(b) == BOFSize && len(fw.beginnings) < maxBeginnings {
		fw.beginnings = append(fw.beginnings, b[:0])
	}
}

// Lookup returns a file that is being followed, or nil.
func (fw *Framework) Lookup(id string) *File { return fw.files[id] }

// Buffered is the number of bytes that came before their place in their files.
func (fw *Framework) Buffered() int {
	n := 0
	for _, f := range fw.files {
		n += f.earlySize
	}
	return n
}

// Count is the number of files so far; Max is the most that were followed at a time.
func (fw *Framework) Count() uint64 { return fw.ordinal }
func (fw *Framework) Max() int      { return fw.most }

// Close ends all files, oldest first, as if they had been silent for too long.
func (fw *Framework) Close() {
	left := slices.SortedFunc(maps.Values(fw.files), func(a, b *File) int { return cmp.Compare(a.ordinal, b.ordinal) })
	for _, f := range left {
		if fw.FileTimeout != nil && !f.closed {
			fw.FileTimeout(f)
		}
		f.Close()
	}
}

// Len is the number of files that are being followed.
func (fw *Framework) Len() int { return len(fw.files) }
