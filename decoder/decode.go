package decoder

import (
	"context"
	"errors"
	"io"
	"runtime"

	"brig/trace"
)

// A Progress is told how far a decoder has come: bytes of the trace read and
// entries analysed. It is called once a block.
type Progress func(bytes, entries int64)

// Decode reads a whole trace. The map is that of a trace of version 1; one of
// version 2 has its own, which is used when m is nil. Progress may be nil.
//
// Errors of the trace's content are [*trace.Error] values with block and byte
// offset. With one that is not in the beginning of the trace comes a profile
// of what was read before it, whose files say that they are partial.
//
// When ctx ends, Decode returns its error at once; a read that blocks is left
// behind.
func Decode(ctx context.Context, r io.Reader, m *trace.Map, progress Progress) (*Profile, error) {
	in, m, err := open(ctx, r, m)
	if err != nil {
		return nil, err
	}
	a := newAnalysis(m)
	p := &Profile{m: m, unit: in.Unit()}
	err = p.read(ctx, in, func(b *trace.Block) (int64, error) {
		err := a.block(b)
		return a.entries, err
	}, progress)
	var damage *trace.Error
	if err != nil && !errors.As(err, &damage) {
		return nil, err
	}
	if damage != nil {
		p.damage = damage.Error()
	}
	a.packets.end()
	p.finish(a)
	return p, err
}

// open reads the beginning of a trace, unless ctx ends before that.
func open(ctx context.Context, r io.Reader, m *trace.Map) (*trace.Reader, *trace.Map, error) {
	order := trace.LittleEndian
	if m != nil {
		order = m.Order
	}
	in := trace.NewReader(r, order)
	begun := make(chan error, 1)
	go func() {
		inside, err := in.Map()
		if m == nil {
			m = inside
		}
		begun <- err
	}()
	select {
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	case err := <-begun:
		if err == nil && m == nil {
			err = errNoMap
		}
		return in, m, err
	}
}

var errNoMap = errors.New("the trace is of version 1, whose map is a file of its own: name that too (-m)")

// read gives the expanded blocks of a trace to an analysis, which returns how
// many entries it has had.
func (p *Profile) read(ctx context.Context, r *trace.Reader, analyse func(*trace.Block) (int64, error), progress Progress) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	blocks := expand(ctx, r)
	for {
		var b *expansion
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b = <-blocks.inOrder:
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-b.done:
		}
		if b.err == io.EOF {
			return nil
		} else if b.err != nil {
			return b.err
		}
		entries, err := analyse(&b.block)
		if err != nil {
			return err
		}
		p.Blocks++
		p.Expanded += int64(b.block.Size)
		p.Bytes = b.end
		blocks.recycle(b)
		if progress != nil {
			progress(p.Bytes, entries)
		}
	}
}

// An expansion is a block on its way from the reader to the analysis.
type expansion struct {
	block trace.Block
	end   int64         // of the block in the trace, in bytes
	held  int           // tokens
	err   error         // io.EOF after the last block
	done  chan struct{} // receives when the block is expanded
}

// A pipeline reads and expands blocks ahead of the analysis. Expansions go
// round and are used again; their number bounds the memory of blocks of the
// usual size, tokens of a megabyte that of large ones.
type pipeline struct {
	tokens  chan struct{}   // as many as megabytes are in use
	free    chan *expansion // not in use
	work    chan *expansion // to be expanded
	inOrder chan *expansion // in the order of the trace, perhaps not yet expanded
}

func expand(ctx context.Context, r *trace.Reader) *pipeline {
	workers := runtime.GOMAXPROCS(0)
	ahead := workers + 2
	p := &pipeline{
		tokens:  make(chan struct{}, maxAhead>>20),
		free:    make(chan *expansion, ahead),
		work:    make(chan *expansion, ahead),
		inOrder: make(chan *expansion, ahead),
	}
	for range ahead {
		p.free <- &expansion{done: make(chan struct{}, 1)}
	}
	for range workers {
		go func() {
			for b := range p.work {
				b.err = b.block.Expand()
				b.done <- struct{}{}
			}
		}()
	}
	go p.read(ctx, r)
	return p
}

func (p *pipeline) read(ctx context.Context, r *trace.Reader) {
	defer close(p.work)
	for {
		var b *expansion
		select {
		case <-ctx.Done():
			return
		case b = <-p.free:
		}
		b.err = r.Next(&b.block)
		b.end = r.Offset()
		if b.err == nil {
			for b.held = 0; b.held < min(b.block.Size>>20, cap(p.tokens)); b.held++ {
				select {
				case <-ctx.Done():
					return
				case p.tokens <- struct{}{}:
				}
			}
		}
		p.inOrder <- b
		if b.err != nil {
			b.done <- struct{}{}
			return
		}
		p.work <- b
	}
}

// recycle takes back an expansion whose block has been analysed.
func (p *pipeline) recycle(b *expansion) {
	if b.block.Size > 1<<20 {
		b.block = trace.Block{}
	}
	for range b.held {
		<-p.tokens
	}
	p.free <- b
}
