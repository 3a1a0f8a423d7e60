package tracer

const counterName = "cntvct"

// readCounter reads the virtual counter of the generic timer, which runs at
// one rate always (Arm Architecture Reference Manual, D12).
//
//go:noescape
func readCounter() int64

func counterRunsEvenly() bool { return true }
