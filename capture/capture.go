// Package capture knows packet captures as files: it fetches and expands them,
// says what is in them, and makes longer and anonymous ones of them, without
// analysing more than the headers of links, networks and transport.
//
//	path, got, err := fetcher.Fetch(ctx, source)
//	path, err := capture.Expand(dir, "site.pcap.zst", r, sha256)
//	info, err := capture.Info(ctx, path)
//	made, err := capture.ScaleFile(ctx, path, "big.pcap", scaling)
//	made, err := capture.AnonymizeFile(ctx, path, "shared.pcap", anonymizing)
package capture

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"
	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/klauspost/compress/zstd"
)

// MaxSize bounds what a compressed capture may expand to.
const MaxSize = 1 << 40

// Decompress returns the plain bytes of r, which may be compressed with zstd
// or gzip.
func Decompress(r io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	magic, err := b.Peek(4)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(b, zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return gzip.NewReader(b)
	}
	return io.NopCloser(b), nil
}

// Expand writes the plain bytes of a capture to a file in dir that is named
// for their SHA-256, and returns its path. When want is not empty it must be
// that digest. A file that is there already is checked and used.
func Expand(ctx context.Context, dir, name string, r io.Reader, want string) (path, digest string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", "", err
	}
	if want != "" {
		path := filepath.Join(dir, want+".pcap")
		if have, err := fileDigest(path); err == nil && have == want {
			return path, want, nil
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", "", err
		}
	}
	plain, err := Decompress(r)
	if err != nil {
		return "", "", fmt.Errorf("expanding %s: %w", name, err)
	}
	defer plain.Close()
	tmp, err := renameio.NewPendingFile(filepath.Join(dir, "capture"), renameio.WithTempDir(dir), renameio.WithPermissions(0o644))
	if err != nil {
		return "", "", err
	}
	defer tmp.Cleanup()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(tmp, sum), &ctxReader{ctx, io.LimitReader(plain, MaxSize)}); err != nil {
		return "", "", fmt.Errorf("expanding %s: %w", name, err)
	}
	digest = hex.EncodeToString(sum.Sum(nil))
	if want != "" && digest != want {
		return "", "", fmt.Errorf("%s: the capture has sha256 %s, the experiment names %s", name, digest, want)
	}
	if err := tmp.CloseAtomicallyReplace(); err != nil {
		return "", "", err
	}
	path = filepath.Join(dir, digest+".pcap")
	return path, digest, os.Rename(filepath.Join(dir, "capture"), path)
}

// A ctxReader fails when its context ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func fileDigest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// A source is what the two readers of gopacket have in common.
type source interface {
	gopacket.ZeroCopyPacketDataSource
	LinkType() layers.LinkType
}

// magics begin a pcap file: in either order of bytes, with micro- or nanoseconds.
var magics = []uint32{0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1}

// open returns the packets of a plain capture.
func open(r io.Reader) (source, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	magic, err := b.Peek(4)
	if err != nil {
		return nil, errors.New("not a pcap or pcapng capture: shorter than its magic number")
	}
	if bytes.Equal(magic, []byte{0x0a, 0x0d, 0x0d, 0x0a}) {
		return pcapgo.NewNgReader(b, pcapgo.DefaultNgReaderOptions)
	}
	if !slices.Contains(magics, binary.BigEndian.Uint32(magic)) {
		return nil, fmt.Errorf("not a pcap or pcapng capture: it begins with %q", magic)
	}
	s, err := pcapgo.NewReader(b)
	if err != nil {
		return nil, fmt.Errorf("not a pcap or pcapng capture: %w", err)
	}
	return s, nil
}
