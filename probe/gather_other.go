//go:build !linux

package probe

import (
	"context"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/cpu"
	"github.com/shirou/gopsutil/v3/disk"
	"github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/mem"
	"golang.org/x/sys/unix"

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
	for name := range strings.FieldsSeq(publicSettings) {
		if value, ok := setting(name); ok {
			s.Sysctl = append(s.Sysctl, result.Setting{Name: name, Value: value})
		}
	}
	return nil
}

// setting reads one kernel setting. The systems do not tell its type, so it
// is a number when it has a number's size and is no text.
func setting(name string) (string, bool) {
	b, err := unix.SysctlRaw(name)
	if err != nil || len(b) == 0 {
		return "", false
	}
	if b[len(b)-1] == 0 {
		s := unix.ByteSliceToString(b)
		if len(s) == len(b)-1 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == "" {
			return s, true
		}
	}
	switch len(b) {
	case 4:
		return strconv.Itoa(int(int32(binary.NativeEndian.Uint32(b)))), true
	case 8:
		return strconv.FormatInt(int64(binary.NativeEndian.Uint64(b)), 10), true
	}
	return "", false
}
