package bundle

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Ext is the usual end of a bundle's name. ExtBzip2 is that of PyBrIG's archives,
// which more programs read, and which are larger.
const (
	Ext      = ".tar.zst"
	ExtBzip2 = ".tar.bz2"
)

// IsName reports whether a file's name is that of a bundle.
func IsName(name string) bool {
	return strings.HasSuffix(name, Ext) || strings.HasSuffix(name, ExtBzip2)
}

// maxWindow bounds the memory a hostile archive can make the expander take.
const maxWindow = 32 << 20

// expand returns the archive in r, by what it begins with.
func expand(r io.Reader) (io.ReadCloser, error) {
	b := bufio.NewReader(r)
	magic, err := b.Peek(4)
	switch {
	case len(magic) < 4:
		if err == io.EOF {
			err = errors.New("it is shorter than any")
		}
		return nil, fmt.Errorf("not a bundle: %w", err)
	case bytes.HasPrefix(magic, []byte("BZh")):
		return io.NopCloser(bzip2.NewReader(b)), nil
	case !bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return nil, fmt.Errorf("not a bundle: it is compressed neither with zstd nor with bzip2 (it begins with %q)", magic)
	}
	z, err := zstd.NewReader(b, zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return z.IOReadCloser(), nil
}

// compress returns a writer that compresses to w as a file of that name is.
func compress(ctx context.Context, name string, w io.Writer) (io.WriteCloser, error) {
	switch {
	case strings.HasSuffix(name, ExtBzip2):
		return startBzip2(ctx, w)
	case strings.HasSuffix(name, Ext):
		// One goroutine: the bytes must not depend on the number of processors.
		return zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	}
	return nil, fmt.Errorf("%s: a bundle's name ends with %s or %s", name, Ext, ExtBzip2)
}

// A bzip2Writer writes to the bzip2 program: Go's library only reads, and no
// kept library writes.
type bzip2Writer struct {
	io.WriteCloser
	cmd    *exec.Cmd
	stderr bytes.Buffer
}

func startBzip2(ctx context.Context, w io.Writer) (io.WriteCloser, error) {
	z := &bzip2Writer{cmd: exec.CommandContext(ctx, "bzip2", "-9", "-c")}
	z.cmd.Env = []string{"LC_ALL=C"} // no options from a variable BZIP2
	z.cmd.Stdout, z.cmd.Stderr = w, &z.stderr
	var err error
	if z.WriteCloser, err = z.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := z.cmd.Start(); errors.Is(err, exec.ErrNotFound) {
		return nil, fmt.Errorf("writing %s needs the program bzip2, which is not there: install it, or write %s", ExtBzip2, Ext)
	} else if err != nil {
		return nil, fmt.Errorf("starting bzip2: %w", err)
	}
	return z, nil
}

func (z *bzip2Writer) Close() error {
	err := z.WriteCloser.Close()
	if waitErr := z.cmd.Wait(); waitErr != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(z.stderr.String()), "\n")
		return fmt.Errorf("running bzip2: %w: %s", waitErr, line)
	}
	return err
}
