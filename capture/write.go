package capture

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/gopacket/gopacket/layers"
	"github.com/klauspost/compress/zstd"
)

const (
	fileHeader   = 24
	recordHeader = 16
	snapLength   = 262144
)

// A writer writes a pcap file.
type writer struct {
	w       *bufio.Writer
	unit    int64 // of times, ns: 1000 or 1
	packets int64
	size    int64 // bytes so far
}

func newWriter(w io.Writer, link layers.LinkType, unit int64) *writer {
	out := &writer{w: bufio.NewWriterSize(w, 1<<18), unit: unit, size: fileHeader}
	magic := uint32(0xa1b2c3d4)
	if unit == 1 {
		magic = 0xa1b23c4d
	}
	var head [fileHeader]byte
	le := binary.LittleEndian
	le.PutUint32(head[0:], magic)
	le.PutUint16(head[4:], 2)
	le.PutUint16(head[6:], 4)
	le.PutUint32(head[16:], snapLength)
	le.PutUint32(head[20:], uint32(link))
	out.w.Write(head[:]) // an error stays with the buffer
	return out
}

// packet writes a packet of wire bytes on the wire, captured at a time in ns.
func (w *writer) packet(at int64, wire int, data []byte) error {
	var head [recordHeader]byte
	le := binary.LittleEndian
	le.PutUint32(head[0:], uint32(at/1e9))
	le.PutUint32(head[4:], uint32(at%1e9/w.unit))
	le.PutUint32(head[8:], uint32(len(data)))
	le.PutUint32(head[12:], uint32(wire))
	w.w.Write(head[:])
	w.packets++
	w.size += recordHeader + int64(len(data))
	_, err := w.w.Write(data)
	return err
}

// create calls write with a writer to a file, which is replaced when all went
// well. A name that ends with .zst or .gz is compressed.
func create(to string, write func(w io.Writer) error) error {
	f, err := renameio.NewPendingFile(to, renameio.WithTempDir(filepath.Dir(to)), renameio.WithPermissions(0o644))
	if err != nil {
		return fmt.Errorf("creating %s: %w", to, err)
	}
	defer f.Cleanup()
	var w io.WriteCloser
	switch {
	case strings.HasSuffix(to, ".zst"):
		if w, err = zstd.NewWriter(f, zstd.WithEncoderConcurrency(1)); err != nil {
			return err
		}
	case strings.HasSuffix(to, ".gz"):
		w = gzip.NewWriter(f)
	default:
		w = nopCloser{f}
	}
	if err := write(w); err != nil {
		return err
	}
	if err := errors.Join(w.Close(), f.CloseAtomicallyReplace()); err != nil {
		return fmt.Errorf("writing %s: %w", to, err)
	}
	return nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
