package decoder

import (
	"context"
	"errors"
	"io"

	"brig/trace"
)

// A Progress is told how far a decoder has come: bytes of the trace read and
// entries analysed. It is called once a shard of the trace, never twice at a time.
type Progress func(bytes, entries int64)

// Decode reads a whole trace. The map is that of a trace of version 1; one of
// version 2 has its own, which is used when m is nil. Memory is how many
// bytes Decode takes at most, see [DefaultMemory]; what does not fit is
// summarised. Progress may be nil.
//
// Errors of the trace's content are [*trace.Error] values with block and byte
// offset. With one that is not in the beginning of the trace comes a profile
// of what was read before it, whose files say that they are partial.
//
// When ctx ends, Decode returns its error at once; a read that blocks is left
// behind.
func Decode(ctx context.Context, r io.Reader, m *trace.Map, memory int64, progress Progress) (*Profile, error) {
	return decode(ctx, r, m, memory, progress, false)
}

// DecodeForFiles is [Decode] for a profile whose [Profile.WriteFiles] is to be
// called. One of the files has doubles that were rounded after each call, and
// following them takes longer than all else.
func DecodeForFiles(ctx context.Context, r io.Reader, m *trace.Map, memory int64, progress Progress) (*Profile, error) {
	return decode(ctx, r, m, memory, progress, true)
}

func decode(ctx context.Context, r io.Reader, m *trace.Map, memory int64, progress Progress, rounds bool) (*Profile, error) {
	in, m, err := open(ctx, r, m)
	if err != nil {
		return nil, err
	}
	l, err := newLimits(memory, m)
	if err != nil {
		return nil, err
	}
	in.MaxBlock = l.block
	a := newAnalysis(m, l, in.Version(), new(known), rounds)
	p := &Profile{m: m, unit: in.Unit(), rounded: rounds}
	err = p.analyse(ctx, in, a, progress)
	var damage *trace.Error
	if err != nil && !errors.As(err, &damage) {
		return nil, err
	}
	if damage != nil {
		p.damage = damage.Error()
	}
	if done := unlessDone(ctx, func() error { p.finish(a); return nil }); done != nil {
		return nil, done
	}
	return p, err
}

// open reads the beginning of a trace, unless ctx ends before that.
func open(ctx context.Context, r io.Reader, m *trace.Map) (*trace.Reader, *trace.Map, error) {
	order := trace.LittleEndian
	if m != nil {
		order = m.Order
	}
	in := trace.NewReader(r, order)
	var inside *trace.Map
	err := unlessDone(ctx, func() (err error) {
		inside, err = in.Map()
		return err
	})
	switch {
	case err != nil:
		return nil, nil, err
	case m == nil && inside == nil:
		return nil, nil, errNoMap
	case m == nil:
		m = inside
	}
	return in, m, nil
}

var errNoMap = errors.New("the trace is of version 1, whose map is a file of its own: name that too (-m)")

// analyse2013 reads a trace to its end, or to an error. The doubles of the
// files of 2013 depend on the order of all entries, and so does what became
// of returns that did not match: there are no shards.
func (p *Profile) analyse2013(ctx context.Context, r *trace.Reader, a *analysis2013, progress Progress) error {
	finished := make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		var b trace.Block
		for ctx.Err() == nil {
			err := r.Next(&b)
			if err == nil {
				err = b.Expand()
			}
			if err == nil {
				err = a.block(&b)
			}
			if err != nil {
				finished <- err
				return
			}
			p.Blocks++
			p.Expanded += int64(b.Size)
			p.Bytes = r.Offset()
			if progress != nil {
				progress(p.Bytes, a.entries)
			}
		}
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-finished:
		if err == io.EOF {
			return nil
		}
		return err
	}
}
