//go:build !linux

package capture

import (
	"context"
	"errors"
	"io"
	"runtime"
)

// Record is for Linux; elsewhere tcpdump records.
func Record(ctx context.Context, w io.Writer, r Recording) (*Recorded, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	return nil, errors.New("recording is not supported on " + runtime.GOOS + ": use \"tcpdump -w FILE\"")
}
