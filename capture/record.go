package capture

import (
	"context"
	"errors"
	"io"
	"time"
)

// A Recording says what is recorded, and when it ends: at the first bound that
// is reached. At least one of Size and Time must be given.
type Recording struct {
	Interface string
	Size      int64         // bytes of the capture, uncompressed
	Time      time.Duration // from the start
	Packets   int64
	Snap      int // bytes kept of a packet; 0 for all
	// Quiet leaves the interface as it is: only packets to and from this host are
	// seen, unless someone else has made it promiscuous.
	Quiet    bool
	Progress func(packets, size int64) // nil, or told now and then
}

// A Recorded is what Record made.
type Recorded struct {
	Packets  int64         `json:"packets"`
	Dropped  int64         `json:"dropped"`      // by the kernel: they came faster than they were written
	Buffer   int64         `json:"buffer_bytes"` // what the kernel keeps, at most, until it is written
	Size     int64         `json:"size_bytes"`   // of the capture, uncompressed
	Duration time.Duration `json:"duration_ns"`
	Ended    string        `json:"ended"` // "size", "time", "packets" or "stopped"
}

// RecordFile records into the file at to, which appears when the recording has
// ended: also when ctx ends it. A name that ends with .zst or .gz is compressed.
func RecordFile(ctx context.Context, to string, r Recording) (*Recorded, error) {
	var done *Recorded
	err := create(to, func(w io.Writer) (err error) {
		done, err = Record(ctx, w, r)
		return err
	})
	return done, err
}

// check reports what is wrong with the bounds.
func (r Recording) check() error {
	switch {
	case r.Size < 0 || r.Time < 0 || r.Packets < 0 || r.Snap < 0:
		return errors.New("the bounds of a recording must be positive")
	case r.Size == 0 && r.Time == 0:
		return errors.New("a recording needs an end: a size or a time")
	case r.Size > MaxSize:
		return errors.New("a recording has at most 1 TiB")
	}
	return nil
}

// over says which bound is reached, or "".
func (r Recording) over(packets, size int64, lasted time.Duration) string {
	switch {
	case r.Size > 0 && size >= r.Size:
		return "size"
	case r.Packets > 0 && packets >= r.Packets:
		return "packets"
	case r.Time > 0 && lasted >= r.Time:
		return "time"
	}
	return ""
}
