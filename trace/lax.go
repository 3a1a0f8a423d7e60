package trace

import (
	"errors"
	"fmt"
	"io"
)

// NewReader2013 returns a Reader that takes and refuses damaged traces as the
// decoder of 2013 did:
//
//   - Of a header that is cut off, the missing bytes are those of the header
//     before, or zeros. Commonly the trace then ends without an error.
//   - A trace that ends right after a header ends without an error; of a
//     payload that is cut off, the missing bytes are zeros.
//   - That a block holds as many entries as its header states is checked after
//     them, by [Cursor.Err]; nothing else about that number is.
//   - An LZF reference must end before the block does.
//
// Instead of [MaxBlockSize], which it did not have, MaxBlock applies: a larger
// block that is there is a [LimitError].
func NewReader2013(r io.Reader, order Order) *Reader {
	return &Reader{MaxBlock: MaxBlockSize, r: r, order: order, lax: true}
}

func (r *Reader) next2013(b *Block) error {
	r.block(b)
	var header [headerSize]byte
	n, err := io.ReadFull(r.r, header[:])
	r.offset += int64(n)
	if err == io.EOF {
		return io.EOF
	} else if err != nil && err != io.ErrUnexpectedEOF {
		return fmt.Errorf("reading the header: %w", err)
	}
	copy(r.header[:n], header[:n])
	size := int32(r.order.uint32(r.header[0:]))
	stored := int32(r.order.uint32(r.header[4:]))
	entries := int32(r.order.uint32(r.header[8:]))
	version := int32(r.order.uint32(r.header[12:]))
	switch {
	case r.number == 1 && string(header[:len(magic)]) == magic:
		return errIsVersion2
	case version != Version:
		if r.number == 1 {
			if err := foreign(header[:n]); err != nil {
				return err
			}
		}
		return fmt.Errorf("version is %d, want %d", version, Version)
	case size < 0 || stored < 0:
		return fmt.Errorf("size is %d bytes, stored size %d", size, stored)
	case int(max(size, stored)) > r.MaxBlock:
		err := fmt.Errorf("a block of %d bytes, more than the %d that there is memory for", max(size, stored), r.MaxBlock)
		n, _ := io.CopyN(io.Discard, r.r, int64(stored))
		if n < int64(stored) || stored > size || int64(size) > n*lzfMaxRatio {
			return err // or no such block
		}
		return &LimitError{err}
	}
	b.Size, b.Entries = int(size), int(entries)
	err = r.payload(b, int(stored))
	var short *shortError
	switch {
	case errors.As(err, &short) && short.got == 0:
		return io.EOF
	case errors.As(err, &short):
		b.stored = append(b.stored, make([]byte, short.want-short.got)...)
	case err != nil:
		return err
	}
	switch {
	case stored > size:
		return fmt.Errorf("stored size is %d bytes, want 0 to the expanded size %d", stored, size)
	case int64(size) > int64(stored)*lzfMaxRatio:
		return fmt.Errorf("%d stored bytes cannot expand to %d", stored, size)
	}
	return nil
}

// A LimitError is about a trace that is more than there is memory for. It need
// not be damaged.
type LimitError struct{ Err error }

func (e *LimitError) Error() string { return e.Err.Error() }

func (e *LimitError) Unwrap() error { return e.Err }
