package doctor

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A knob is a kind of setting that Tune changes.
type knob struct {
	name  string
	files string // glob below the root
	// want is the value it is to have, or "" to leave it. dir is the file's folder.
	want func(now, dir string) string
}

// knobs lists all of them. Restore writes to no other files.
func knobs() []knob {
	fixed := func(to string) func(string, string) string { return func(string, string) string { return to } }
	const cpu = "sys/devices/system/cpu/"
	return []knob{
		{"governor", cpu + "cpu[0-9]*/cpufreq/scaling_governor", func(_, dir string) string {
			if slices.Contains(strings.Fields(read(filepath.Join(dir, "scaling_available_governors"))), "performance") {
				return "performance"
			}
			return ""
		}},
		{"turbo", cpu + "intel_pstate/no_turbo", fixed("1")},
		{"turbo", cpu + "cpufreq/boost", fixed("0")},
		{"turbo", cpu + "cpufreq/policy[0-9]*/boost", fixed("0")},
		{"huge pages", "sys/kernel/mm/transparent_hugepage/enabled", func(now, _ string) string {
			if now == "always" {
				return "madvise"
			}
			return ""
		}},
		{"address layout", "proc/sys/kernel/randomize_va_space", fixed("2")},
		{"NUMA balancing", "proc/sys/kernel/numa_balancing", fixed("0")},
		{"NMI watchdog", "proc/sys/kernel/nmi_watchdog", fixed("0")},
		{"processor counters", "proc/sys/kernel/perf_event_paranoid", func(now, _ string) string {
			if n, err := strconv.Atoi(now); err == nil && n > 2 {
				return "2"
			}
			return ""
		}},
	}
}

// maxValue bounds the value of a setting.
const maxValue = 4 << 10

// read is the trimmed content of a file, "" when it cannot be read.
func read(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxValue))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// value is the present value of a setting; of a choice it is the word in
// brackets: "always [madvise] never".
func value(path string) string {
	v := read(path)
	if _, after, ok := strings.Cut(v, "["); ok {
		v, _, _ = strings.Cut(after, "]")
	}
	return v
}

// A Change is a setting that was changed.
type Change struct {
	Name   string `json:"name"`
	File   string `json:"file"` // below the root
	Before string `json:"before"`
	After  string `json:"after"`
}

// Tune changes what speaks against measuring as far as it is a setting of the
// kernel whose files are below root. Each change is in the journal, and the
// journal on disk, before it is made. What cannot be changed is in the error; the
// other changes are made nevertheless.
func Tune(root string, j *Journal) ([]Change, error) {
	var made []Change
	var errs []error
	for _, k := range knobs() {
		paths, err := filepath.Glob(filepath.Join(root, k.files))
		if err != nil {
			return made, err
		}
		for _, path := range paths {
			now := value(path)
			want := k.want(now, filepath.Dir(path))
			if want == "" || now == "" || now == want {
				continue
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return made, err
			}
			c := Change{Name: k.name, File: rel, Before: now, After: want}
			if err := j.note(c); err != nil {
				return made, errors.Join(append(errs, err)...) // nothing is changed that is not noted
			}
			if err := set(path, want); err != nil {
				errs = append(errs, fmt.Errorf("setting %s: %w", k.name, err))
				continue
			}
			made = append(made, c)
		}
	}
	return made, errors.Join(errs...)
}

// set writes a setting and checks that the kernel took it.
func set(path, to string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(to + "\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if now := value(path); now != to {
		return fmt.Errorf("%s is %q, the kernel did not take %q", path, now, to)
	}
	return nil
}

// known reports whether a change is one that Tune could have made.
func known(c Change) bool {
	plain := func(s string) bool {
		return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
	}
	return plain(c.Before) && plain(c.After) && filepath.IsLocal(c.File) &&
		slices.ContainsFunc(knobs(), func(k knob) bool {
			ok, err := filepath.Match(k.files, filepath.ToSlash(c.File))
			return ok && err == nil && k.name == c.Name
		})
}
