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
// [MaxBlockSize], which it did not have, applies.
func NewReader2013(r io.Reader, order Order) *Reader {
	return &Reader{r: r, order: order, lax: true}
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
	case size < 0 || size > MaxBlockSize:
		return fmt.Errorf("size is %d bytes, want 0 to %d", size, MaxBlockSize)
	case stored < 0 || stored > MaxBlockSize:
		return fmt.Errorf("stored size is %d bytes, want 0 to %d", stored, MaxBlockSize)
	case r.MaxBlock > 0 && int(max(size, stored)) > r.MaxBlock:
		return fmt.Errorf("a block of %d bytes, more than the %d that there is memory for", max(size, stored), r.MaxBlock)
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
