//go:build !linux

package probe

import (
	"runtime"

	"brig/result"
)

// A sampler reads samples of one process and of the machine.
type sampler struct {
	*portable
	absent []result.Absence // why columns are not read
	peak   int64            // not known on this system
}

func openSampler(_ string, pid int, _ *counters) (*sampler, error) {
	p, err := openPortable(pid)
	if err != nil {
		return nil, err
	}
	return &sampler{portable: p, absent: []result.Absence{
		{Columns: columnNames[:], Reason: "gopsutil does not tell it on " + runtime.GOOS}}}, nil
}

// readFinal does not serve here: a process that ended cannot be read.
func (s *sampler) readFinal(*row) {}
