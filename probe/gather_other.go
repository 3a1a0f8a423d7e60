//go:build !linux

package probe

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/disk"
	"github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/mem"

	"brig/result"
)

// gatherSystem asks gopsutil. What it does not know here is absent.
func gatherSystem(ctx context.Context, _ string, s *result.System) error {
	if m, err := mem.VirtualMemoryWithContext(ctx); err == nil {
		s.Memory = int64(m.Total)
	}
	if m, err := mem.SwapMemoryWithContext(ctx); err == nil {
		s.Swap = int64(m.Total)
	}
	if name, _, version, err := host.PlatformInformationWithContext(ctx); err == nil {
		s.Platform = strings.TrimSpace(name + " " + version)
	}
	if system, role, err := host.VirtualizationWithContext(ctx); err == nil && role == "guest" {
		s.Virtual = system + " guest"
	}
	s.CPU.Logical = processors("/")
	if c, err := cpu.InfoWithContext(ctx); err == nil && len(c) > 0 {
		s.CPU.Vendor, s.CPU.Model, s.CPU.MHz = c[0].VendorID, c[0].ModelName, c[0].Mhz
		s.CPU.Cache = int64(c[0].CacheSize) * 1024
	}
	if p, err := disk.PartitionsWithContext(ctx, false); err == nil {
		for _, p := range p {
			s.Partitions = append(s.Partitions, result.Partition{
				Device: p.Device, Mount: p.Mountpoint, Type: p.Fstype, Options: strings.Join(p.Opts, ",")})
		}
	}
	s.PcapVersion = pcapVersion("/")
	var err error
	if s.Sysctl, err = settings(ctx); err != nil {
		return err
	}
	fromSettings(s)
	return nil
}

// fromSettings fills in what FreeBSD and macOS tell only as kernel settings.
func fromSettings(s *result.System) {
	for _, set := range s.Sysctl {
		n, _ := strconv.Atoi(set.Value)
		switch set.Name {
		case "kern.timecounter.hardware":
			s.Clock = set.Value
		case "hw.packages":
			s.CPU.Sockets = n
		case "machdep.cpu.cores_per_package", "kern.smp.cores":
			s.CPU.CoresPerSocket = n
		case "machdep.cpu.microcode_version":
			s.CPU.Microcode = set.Value
		}
	}
	if s.CPU.CoresPerSocket > 0 && s.CPU.Sockets > 1 && runtime.GOOS == "freebsd" {
		s.CPU.CoresPerSocket /= s.CPU.Sockets
	}
}

// maxSettings bounds what sysctl(8) prints.
const maxSettings = 8 << 20

// settings asks sysctl(8) for all kernel settings: these systems have no files
// of them. A line is "name: value"; others go on with the value before.
func settings(ctx context.Context) ([]result.Setting, error) {
	cmd := exec.CommandContext(ctx, "/sbin/sysctl", "-a")
	if runtime.GOOS == "darwin" {
		cmd = exec.CommandContext(ctx, "/usr/sbin/sysctl", "-a")
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil // absent: a jail or sandbox may not have it
	}
	b, err := io.ReadAll(io.LimitReader(out, maxSettings))
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // some settings cannot be read by all
	if err != nil {
		return nil, fmt.Errorf("reading kernel settings: %w", err)
	}
	return parseSettings(string(b)), ctx.Err()
}
