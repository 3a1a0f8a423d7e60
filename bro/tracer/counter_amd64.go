package tracer

const counterName = "tsc"

// readCounter reads the time stamp counter.
//
//go:noescape
func readCounter() int64

// cpuid returns two registers of a leaf.
//
//go:noescape
func cpuid(leaf uint32) (eax, edx uint32)

// counterRunsEvenly reports whether the time stamp counter runs at one rate
// in all states of the processor (AMD64 Architecture Programmer's Manual,
// volume 3, leaf 8000_0007h: TscInvariant; the same bit at Intel).
func counterRunsEvenly() bool {
	const extended, power, invariant = 0x8000_0000, 0x8000_0007, 1 << 8
	if last, _ := cpuid(extended); last < power {
		return false
	}
	_, edx := cpuid(power)
	return edx&invariant != 0
}
