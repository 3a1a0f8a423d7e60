package decoder

import "math"

// DefaultMemory is how much memory in bytes a decoder takes at most unless
// its caller says otherwise.
const DefaultMemory = 256 << 20

// limits share out the memory of a decoder.
type limits struct {
	ahead       int // bytes of blocks that wait for their analysis
	depth       int // calls that are open
	paths       int // call stacks
	edges       int // pairs of caller and callee beyond those
	chains      int // packet chains
	chainsBytes int // bytes of their symbols
	chainBytes  int // bytes of the symbols of one that is kept; longer ones are told apart by digest
	repeats     int // bytes of packets known by their symbols
}

// newLimits are the limits for so many bytes of memory.
func newLimits(memory int64) limits {
	if memory <= 0 {
		memory = DefaultMemory
	}
	scale := min(float64(memory)/DefaultMemory, 16)
	share := func(n int) int { return max(int(math.Round(float64(n)*scale)), 1) }
	return limits{
		ahead:       share(maxAhead),
		depth:       min(share(maxDepth), maxDepth),
		paths:       share(maxPaths),
		edges:       share(maxEdges),
		chains:      share(maxPacketChains),
		chainsBytes: share(maxPacketBytes),
		chainBytes:  share(maxChainBytes),
		repeats:     share(maxRepeats),
	}
}
