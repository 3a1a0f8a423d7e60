//go:build !linux

package probe

// A sampler reads samples of one process and of the machine.
type sampler struct {
	*portable
	peak int64 // not known on this system
}

func openSampler(_ string, pid int) (*sampler, error) {
	p, err := openPortable(pid)
	if err != nil {
		return nil, err
	}
	return &sampler{portable: p}, nil
}
