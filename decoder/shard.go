package decoder

import (
	"context"
	"io"
	"runtime"

	"brig/trace"
)

// A shard is some blocks in a row, read but not expanded.
type shard struct {
	blocks []*trace.Block
	ends   []int64       // of the blocks in the trace, in bytes
	err    error         // what came instead of another block
	held   int           // tokens
	turn   chan struct{} // closed when all before the shard has been analysed
	next   chan struct{} // the turn of the shard after it
}

// A shard has about so many entries or bytes at most, unless its one block is
// larger.
const (
	shardEntries = 1 << 19
	shardBytes   = 2 << 20
	shardBlocks  = 1 << 9
)

// shards reads a trace in shards and analyses them, as many at a time as there
// are processors. A shard whose turn it is when its analysis begins is
// analysed in the state of the trace before it. Others are analysed as parts,
// and put together with the trace before them when it is their turn; if a part
// cannot be, the shard is analysed again.
type shards struct {
	p        *Profile
	whole    *analysis // of the shard whose turn it is
	progress Progress
	work     chan *shard
	free     chan *shard
	tokens   chan struct{} // as many as megabytes are in use
	finished chan error
	parts    chan *analysis // of workers that have ended
}

// analyse reads a trace to its end, or to an error.
func (p *Profile) analyse(ctx context.Context, r *trace.Reader, a *analysis, progress Progress) error {
	workers := min(runtime.GOMAXPROCS(0), a.limits.workers)
	s := &shards{
		p: p, whole: a, progress: progress,
		work:     make(chan *shard, workers),
		free:     make(chan *shard, 2*workers+2),
		tokens:   make(chan struct{}, max(a.limits.ahead>>20, 1)),
		finished: make(chan error, 1),
		parts:    make(chan *analysis, workers),
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for range cap(s.free) {
		s.free <- new(shard)
	}
	go s.read(ctx, r)
	for range workers {
		go func() { s.parts <- s.analyse(ctx) }()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-s.finished:
		cancel()
		for range workers {
			if part := <-s.parts; part != nil {
				a.takeKept(part)
			}
		}
		if err == io.EOF {
			return nil
		}
		return err
	}
}

// read reads shards.
func (s *shards) read(ctx context.Context, r *trace.Reader) {
	defer close(s.work)
	turn := make(chan struct{})
	close(turn)
	for {
		var next *shard
		select {
		case <-ctx.Done():
			return
		case next = <-s.free:
		}
		next.turn, next.next = turn, make(chan struct{})
		turn = next.next
		next.fill(r, min(shardBytes, s.whole.limits.ahead/16))
		size := 0
		for _, b := range next.blocks {
			size += b.Stored()
		}
		for next.held = 0; next.held < min(size>>20, cap(s.tokens)); next.held++ {
			select {
			case <-ctx.Done():
				return
			case s.tokens <- struct{}{}:
			}
		}
		select {
		case <-ctx.Done():
			return
		case s.work <- next:
		}
		if next.err != nil {
			return
		}
	}
}

// fill reads the blocks of a shard, up to about so many bytes.
func (s *shard) fill(r *trace.Reader, most int) {
	blocks := s.blocks
	s.blocks, s.ends, s.err = s.blocks[:0], s.ends[:0], nil
	entries, bytes := 0, 0
	for len(s.blocks) < shardBlocks && entries < shardEntries && bytes < most {
		var b *trace.Block
		if n := len(s.blocks); n < len(blocks) {
			b = blocks[n]
		} else {
			b = new(trace.Block)
		}
		if s.err = r.Next(b); s.err != nil {
			return
		}
		s.blocks, s.ends = append(s.blocks, b), append(s.ends, r.Offset())
		entries += b.Entries
		bytes += b.Stored()
	}
}

// analyse analyses shards until there are no more, and returns its part, if it
// has one.
func (s *shards) analyse(ctx context.Context) (part *analysis) {
	var failed, rest uint  // parts in a row, and for how many shards to try none
	var memory trace.Block // whose memory the next block takes
	for {
		var next *shard
		select {
		case <-ctx.Done():
		case next = <-s.work:
		}
		if next == nil {
			return part
		}
		taken := false
		select {
		case <-next.turn:
		default:
			tried := rest == 0
			if tried {
				if part != nil && part.worn() {
					part.prune()
				}
				if part == nil || part.worn() {
					part = newPart(s.p.m, s.whole)
				}
				_, err := part.shard(ctx, next, &memory)
				taken = err == nil
			} else {
				rest--
			}
			select {
			case <-ctx.Done():
				return part
			case <-next.turn:
			}
			taken = taken && s.whole.take(part)
			switch {
			case taken:
				failed = 0
				if part.worn() {
					s.whole.takeKept(part)
				}
			case tried:
				s.whole.takeKept(part)
				part = nil
				failed = min(failed+1, 6)
				rest = 1 << failed
			}
		}
		n, err := len(next.blocks), error(nil)
		if !taken {
			n, err = s.whole.shard(ctx, next, &memory)
		}
		s.p.count(next, n)
		if err != nil {
			s.finished <- err
			return part
		}
		if s.progress != nil {
			s.progress(s.p.Bytes, s.whole.entries)
		}
		if next.err != nil {
			s.finished <- next.err
			return part
		}
		turn := next.next
		for range next.held {
			<-s.tokens
		}
		if next.held > shardBytes>>20 {
			next.blocks = nil // larger ones than there are commonly
		}
		s.free <- next
		close(turn)
	}
}

// count counts the first n blocks of a shard.
func (p *Profile) count(s *shard, n int) {
	for i, b := range s.blocks[:n] {
		p.Blocks++
		p.Expanded += int64(b.Size)
		p.Bytes = s.ends[i]
	}
}

// shard analyses the blocks of a shard and returns how many, which are all
// unless there is an error.
func (a *analysis) shard(ctx context.Context, s *shard, memory *trace.Block) (int, error) {
	for i, b := range s.blocks {
		if ctx.Err() != nil {
			return i, ctx.Err()
		}
		if a.part != nil && b.Size > maxPartBlock {
			return i, errUnknown
		}
		a.limits.collector.wait()
		b.TakeMemory(memory)
		err := b.Expand()
		if err == nil {
			err = a.block(b)
		} else if first := a.finish(); first != nil {
			err = first
		}
		memory.TakeMemory(b)
		if err != nil {
			return i, err
		}
	}
	err := a.finish()
	if a.part != nil {
		if a.settle(); a.part.kept.full {
			err = errUnknown
		}
	}
	return len(s.blocks), err
}
