package probe

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"brig/result"
)

// Gather describes the machine it runs on. The header is the caller's to
// fill in, and what of the description may leave the machine is the caller's
// to decide (package privacy).
func Gather(ctx context.Context) (*result.System, error) {
	s := &result.System{OS: runtime.GOOS, Arch: runtime.GOARCH}
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return nil, fmt.Errorf("reading the kernel's name: %w", err)
	}
	s.Kernel = unix.ByteSliceToString(u.Release[:])
	s.Hostname, _ = os.Hostname() // may be unset
	var err error
	if s.Interfaces, err = interfaces(); err != nil {
		return nil, fmt.Errorf("listing network interfaces: %w", err)
	}
	if err := gatherSystem(ctx, "/", s); err != nil {
		return nil, err
	}
	sortSystem(s)
	return s, ctx.Err()
}

// GatherBelow describes the machine whose kernel's files are below root: all of
// Gather but names and interfaces. Only Linux has such files; elsewhere it is
// this machine.
func GatherBelow(ctx context.Context, root string) (*result.System, error) {
	s := &result.System{OS: runtime.GOOS, Arch: runtime.GOARCH}
	if err := gatherSystem(ctx, root, s); err != nil {
		return nil, err
	}
	sortSystem(s)
	return s, nil
}

// ConditionBelow is the state of the machine whose kernel's files are below
// root, see GatherBelow.
func ConditionBelow(root string) result.Condition { return readCondition(root) }

func interfaces() ([]result.Interface, error) {
	found, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	all := []result.Interface{}
	for _, f := range found {
		i := result.Interface{Name: f.Name, MAC: f.HardwareAddr.String()}
		addrs, err := f.Addrs()
		if err != nil {
			return nil, err
		}
		for _, a := range addrs {
			n, ok := a.(*net.IPNet)
			switch {
			case !ok:
			case n.IP.To4() != nil:
				i.IPv4 = append(i.IPv4, n.String())
			default:
				i.IPv6 = append(i.IPv6, n.String())
			}
		}
		all = append(all, i)
	}
	return all, nil
}

// pcapVersion is the version of the libpcap that is installed, by the name
// of its file. The programs of brig read captures without it; it says what
// other programs on this machine would use.
func pcapVersion(root string) string {
	newest := ""
	for _, dir := range []string{"usr/lib", "usr/lib64", "usr/lib/*-linux-*", "usr/local/lib", "lib", "lib64"} {
		names, _ := filepath.Glob(filepath.Join(root, dir, "libpcap.so.[0-9]*"))
		for _, name := range names {
			// Debian has a link libpcap.so.0.8 to libpcap.so.1.10.3.
			if target, err := filepath.EvalSymlinks(name); err == nil {
				name = target
			}
			_, v, _ := strings.Cut(filepath.Base(name), ".so.")
			if newest == "" || slices.Compare(versionParts(v), versionParts(newest)) > 0 {
				newest = v
			}
		}
	}
	return newest
}

func versionParts(v string) []int {
	var parts []int
	for p := range strings.SplitSeq(v, ".") {
		n, _ := strconv.Atoi(p)
		parts = append(parts, n)
	}
	return parts
}

// parseSettings reads what sysctl -a prints: "name: value", on macOS also
// "name = value". Other lines go on with the value before.
func parseSettings(out string) []result.Setting {
	var all []result.Setting
	for line := range strings.Lines(strings.ToValidUTF8(out, "?")) {
		line = strings.TrimRight(line, "\n")
		name, value, ok := strings.Cut(line, ": ")
		if !ok || strings.Contains(name, " ") {
			name, value, ok = strings.Cut(line, " = ")
		}
		if !ok {
			name, ok = strings.CutSuffix(line, ":")
		}
		switch {
		case ok && name != "" && !strings.ContainsAny(name, " \t"):
			all = append(all, result.Setting{Name: name, Value: strings.TrimSpace(value)})
		case len(all) > 0:
			last := &all[len(all)-1]
			last.Value = strings.TrimSpace(last.Value + "\n" + strings.TrimSpace(line))
		}
	}
	for i := range all {
		if len(all[i].Value) > maxSetting {
			all[i].Value = strings.ToValidUTF8(all[i].Value[:maxSetting], "")
		}
	}
	return all
}

// maxSetting bounds the value of one kernel setting.
const maxSetting = 4096

// sortSystem puts lists into an order of their own, so that the same machine
// gives the same document.
func sortSystem(s *result.System) {
	slices.SortFunc(s.Interfaces, func(a, b result.Interface) int { return cmp.Compare(a.Name, b.Name) })
	for _, i := range s.Interfaces {
		slices.Sort(i.IPv4)
		slices.Sort(i.IPv6)
	}
	slices.SortFunc(s.Partitions, func(a, b result.Partition) int {
		return cmp.Or(cmp.Compare(a.Mount, b.Mount), cmp.Compare(a.Device, b.Device), cmp.Compare(a.Type, b.Type))
	})
	slices.Sort(s.Modules)
	slices.SortFunc(s.Sysctl, func(a, b result.Setting) int { return strings.Compare(a.Name, b.Name) })
}
