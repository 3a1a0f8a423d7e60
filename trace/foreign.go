package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// A ForeignError says that what was to be read is no trace.
type ForeignError struct {
	// Like says what it looks like, as in "a packet capture (pcap)"; "" if
	// that is not known.
	Like string
	err  error
}

func (e *ForeignError) Error() string {
	if e.Like == "" {
		return fmt.Sprintf("%v: this is no trace", e.err)
	}
	return fmt.Sprintf("this is no trace: it looks like %s", e.Like)
}

// signatures begin files that are mistaken for traces.
var signatures = []struct{ begin, like string }{
	{"\xd4\xc3\xb2\xa1", "a packet capture (pcap)"},
	{"\xa1\xb2\xc3\xd4", "a packet capture (pcap)"},
	{"\x4d\x3c\xb2\xa1", "a packet capture (pcap)"},
	{"\xa1\xb2\x3c\x4d", "a packet capture (pcap)"},
	{"\x0a\x0d\x0d\x0a", "a packet capture (pcapng)"},
	{"\x1f\x8b", "a gzip file: expand it, as with zcat"},
	{"\x28\xb5\x2f\xfd", "a zstd file: expand it, as with zstdcat"},
	{"\xfd7zXZ\x00", "an xz file: expand it, as with xzcat"},
	{"BZh", "a bzip2 file: expand it, as with bzcat"},
	{"PK\x03\x04", "a zip file"},
	{"\x7fELF", "a program (ELF)"},
	{"#separator ", "a log of Bro"},
	{"trace ", "a trace in its text form"},
	{"SQLite format 3", "an SQLite database"},
}

// looksLike tells what begins with these bytes, as far as that is known.
func looksLike(first []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(first, []byte(s.begin)) {
			return s.like
		}
	}
	for _, c := range first {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return ""
		}
	}
	switch text := bytes.TrimSpace(first); {
	case len(text) == 0:
		return ""
	case text[0] == '{' || text[0] == '[':
		return "JSON: the map of a trace is that, the trace is another file"
	}
	return "text"
}

// foreign returns an error if the first bytes of a trace of version 1, as many
// as a header has or all there are, are those of something else. The byte
// order does not matter.
func foreign(first []byte) error {
	if len(first) < headerSize {
		if like := looksLike(first); like != "" {
			return &ForeignError{Like: like}
		}
		return nil // a trace that is cut off, or empty
	}
	little, big := binary.LittleEndian.Uint32(first[12:]), binary.BigEndian.Uint32(first[12:])
	if little == Version || big == Version {
		return nil
	}
	return &ForeignError{Like: looksLike(first), err: fmt.Errorf("version is %d, want %d", int32(little), Version)}
}

var errIsVersion2 = errors.New("the trace is of version 2, which the decoder of 2013 cannot read")
