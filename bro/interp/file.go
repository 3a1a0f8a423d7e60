package interp

import (
	"bufio"
	"errors"
	"io"

	"brig/bro/resolve"
)

// A File is an open file of the language. What is printed to it is buffered.
type File struct {
	Name string
	Raw  bool // print does not escape bytes
	Open bool

	typ   *resolve.Type
	w     *bufio.Writer
	under io.Writer
	size  int64
}

var fileType = &resolve.Type{Kind: resolve.File, Elem: resolve.StringType}

// NewFile returns a file that writes to w.
func NewFile(name string, w io.Writer) *File {
	return &File{Name: name, Open: true, typ: fileType, w: bufio.NewWriter(w), under: w}
}

func (f *File) Value() Value { return Value{0, f} }

// Reset flushes the file and lets it write to w from now on.
func (f *File) Reset(w io.Writer) error {
	err := f.w.Flush()
	f.w.Reset(w)
	f.under = w
	return err
}

// Switch closes what the file writes to and lets it write to w from now on.
func (f *File) Switch(w io.Writer) error {
	under := f.under
	err := f.Reset(w)
	if c, ok := under.(io.Closer); ok {
		err = errors.Join(err, c.Close())
	}
	return err
}

// Size is the number of bytes written so far.
func (f *File) Size() int64 { return f.size }

func (f *File) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	f.size += int64(n)
	return n, err
}

// Flush writes what is buffered.
func (f *File) Flush() error { return f.w.Flush() }

// Close flushes and closes the file.
func (f *File) Close() error {
	if !f.Open {
		return nil
	}
	f.Open = false
	err := f.w.Flush()
	if c, ok := f.under.(io.Closer); ok {
		if e := c.Close(); err == nil {
			err = e
		}
	}
	return err
}
