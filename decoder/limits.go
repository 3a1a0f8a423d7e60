package decoder

import (
	"fmt"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"sync"

	"brig/trace"
)

// DefaultMemory is how many bytes of memory a decoder takes at most unless its
// caller says otherwise, and MinMemory the least it can do with. That is what
// it has in use, the map of the trace and its text included; for Go to collect
// garbage in time, programs give [runtime/debug.SetMemoryLimit] a [CollectorLimit].
const (
	DefaultMemory = 256 << 20
	MinMemory     = 32 << 20
)

// limits share out the memory of a decoder.
type limits struct {
	ahead       int // bytes of blocks that wait for their analysis
	block       int // bytes of a block
	block2013   int // the same for a trace read as in 2013
	identifiers int // functions, bodies and components
	workers     int // parts that are analysed at a time
	depth       int // calls that are open
	paths       int // call stacks
	edges       int // pairs of caller and callee beyond those
	chains      int // packet chains
	chainsBytes int // bytes of their symbols
	chainBytes  int // bytes of the symbols of one that is kept; longer ones are told apart by digest
	repeats     int // bytes of packets known by their symbols

	collector *collector
}

// mapMemory is about how much a map takes that is kept with its text, and with
// its names once more for looking them up.
func mapMemory(m *trace.Map) int64 {
	const function, body, component = 400, 250, 250
	size := component * len(m.Components)
	for i := range m.Functions {
		f := &m.Functions[i]
		size += function + body*len(f.Bodies) + 3*len(f.Name) + 2*len(f.File)
	}
	return int64(size)
}

// newLimits are the limits for so many bytes of memory, 0 for DefaultMemory,
// of which the map takes its share first.
func newLimits(memory int64, m *trace.Map) (limits, error) {
	if memory == 0 {
		memory = DefaultMemory
	}
	if size := mapMemory(m); size > memory/64 {
		if memory-size < MinMemory {
			return limits{}, fmt.Errorf("%d bytes of memory are not enough: the map takes %d, and the decoder at least %d", memory, size, MinMemory)
		}
		memory -= size
	}
	if memory < MinMemory {
		return limits{}, fmt.Errorf("%d bytes of memory are not enough to decode a trace, want at least %d", memory, MinMemory)
	}
	scale := min(float64(memory)/DefaultMemory, 16)
	share := func(n int) int { return int(math.Round(float64(n) * scale)) }
	return limits{
		collector:   new(collector),
		ahead:       share(maxAhead),
		block:       min(share(trace.MaxBlockSize), trace.MaxBlockSize),
		block2013:   share(trace.MaxBlockSize),
		identifiers: min(share(maxIdentifiers), maxIdentifiers),
		workers:     share(maxWorkers),
		depth:       min(share(maxDepth), maxDepth),
		paths:       share(maxPaths),
		edges:       share(maxEdges),
		chains:      share(maxPacketChains),
		chainsBytes: share(maxPacketBytes),
		chainBytes:  share(maxChainBytes),
		repeats:     share(maxRepeats),
	}, nil
}

// CollectorLimit is what a program that decodes with so much memory gives
// [runtime/debug.SetMemoryLimit], for garbage to be collected in time.
func CollectorLimit(memory int64) int64 { return memory / 16 * 13 }

// A collector has those who allocate wait for the garbage collector where it
// lags behind the memory limit of the program. That is what it strives for; on
// a busy machine it comes late, and much is allocated meanwhile.
type collector struct{ mutex sync.Mutex }

// wait collects if more is held than the limit. Others that call it wait too.
func (c *collector) wait() {
	limit := debug.SetMemoryLimit(-1)
	if held() <= limit {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if held() > limit {
		debug.FreeOSMemory()
	}
}

// held returns the bytes that the Go runtime has from the system.
func held() int64 {
	s := [...]metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s[:])
	return int64(s[0].Value.Uint64() - s[1].Value.Uint64())
}
