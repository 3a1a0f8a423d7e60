package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"brig/doctor"
)

// madeMachine is a root with a processor that does as it likes.
func madeMachine(t *testing.T) (root string, now func(name string) string) {
	t.Helper()
	root = t.TempDir()
	const cpu = "sys/devices/system/cpu/"
	for name, content := range map[string]string{
		cpu + "cpu0/online": "1\n", cpu + "cpu1/online": "1\n",
		cpu + "cpu0/cpufreq/scaling_governor":            "powersave\n",
		cpu + "cpu0/cpufreq/scaling_available_governors": "performance powersave\n",
		"proc/sys/kernel/randomize_va_space":             "0\n",
		"proc/meminfo":                                   "MemTotal: 16000000 kB\n",
		"proc/loadavg":                                   "0.10 0.1 0.1 1/100 1234\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root, func(name string) string {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(text))
	}
}

func TestDoctor(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux describes a machine in files")
	}
	root, now := madeMachine(t)
	brig := func(ctx context.Context, args ...string) (status int, stdout, stderr string) {
		var out, err bytes.Buffer
		status = run(ctx, append([]string{"doctor", "--root", root}, args...), strings.NewReader(""), &out, &err)
		return status, out.String(), err.String()
	}
	const governor, layout = "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "proc/sys/kernel/randomize_va_space"

	status, stdout, stderr := brig(t.Context(), "--json")
	var got struct {
		Fit      bool
		Findings []doctor.Finding
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil || status != exitUnfit || stderr != "" || got.Fit {
		t.Errorf("--json: status %d, stderr %q, fit %v, %v", status, stderr, got.Fit, err)
	}
	status, stdout, _ = brig(t.Context())
	for _, want := range []string{
		"warning  governor           powersave\n", "remedy: sysctl kernel.randomize_va_space=2\n", "ok       processors         2\n",
		"\nnot fit: 2 warnings; brig doctor --tune changes settings while a command runs\n",
	} {
		if status != exitUnfit || !strings.Contains(stdout, want) {
			t.Errorf("status %d, printed:\n%s\nwithout %q", status, stdout, want)
		}
	}
	if now(governor) != "powersave" {
		t.Error("looking changed the governor")
	}

	// While a command runs, settings are changed; its status is passed on.
	status, stdout, stderr = brig(t.Context(), "--tune", "--", "sh", "-c", "cat "+filepath.Join(root, governor)+"; exit 7")
	if status != 7 || stdout != "performance\n" || !strings.Contains(stderr, "restored   governor: "+governor+" is powersave again\n") {
		t.Errorf("status %d, printed %q, %q", status, stdout, stderr)
	}
	if now(governor) != "powersave" || now(layout) != "0" {
		t.Errorf("after the command: governor %s, layout %s", now(governor), now(layout))
	}

	// Without one, until interrupted.
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		status, _, _ := brig(ctx, "--tune")
		done <- status
	}()
	for end := time.Now().Add(20 * time.Second); now(layout) != "2" && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	if status, _, stderr := brig(t.Context(), "--tune", "--", "true"); status != exitFailure || !strings.Contains(stderr, "another brig doctor") {
		t.Errorf("a second one: status %d, %q", status, stderr)
	}
	cancel()
	if status := <-done; status != 0 || now(layout) != "0" {
		t.Errorf("interrupted: status %d, layout %s", status, now(layout))
	}

	if status, _, stderr := brig(t.Context(), "--restore"); status != 0 || stderr != "nothing to restore\n" {
		t.Errorf("--restore: status %d, %q", status, stderr)
	}
	for _, args := range [][]string{{"x"}, {"--tune", "x"}, {"--tune", "--restore"}, {"--", "true"}, {"--tune", "--json"}} {
		if status, _, _ := brig(t.Context(), args...); status != exitUsage {
			t.Errorf("%q: status %d, want %d", args, status, exitUsage)
		}
	}
}

// A setting that the kernel refuses to change, as on a guest, is said, and the
// command runs with the others changed.
func TestDoctorRefused(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux describes a machine in files")
	}
	root, now := madeMachine(t)
	if err := os.Symlink("/proc/version", filepath.Join(root, "proc/sys/kernel/nmi_watchdog")); err != nil { // nobody can write to it
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"doctor", "--root", root, "--tune", "--", "sh", "-c", "exit 7"}, strings.NewReader(""), &out, &errs)
	if status != 7 || !strings.Contains(errs.String(), "not tuned  setting NMI watchdog: ") || !strings.Contains(errs.String(), "restored   address layout") {
		t.Errorf("status %d, %q", status, &errs)
	}
	if got := now("proc/sys/kernel/randomize_va_space"); got != "0" {
		t.Errorf("layout %s afterwards", got)
	}
}

// What a doctor that was killed left changed, the next one restores.
func TestDoctorRestoresFirst(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux describes a machine in files")
	}
	for _, args := range [][]string{{}, {"--restore"}, {"--tune", "--", "true"}} {
		root, now := madeMachine(t)
		const journal = "var/lib/brig/doctor.journal"
		if err := os.MkdirAll(filepath.Join(root, filepath.Dir(journal)), 0o700); err != nil {
			t.Fatal(err)
		}
		const left = `{"brig_doctor_journal":1,"boot":""}
{"name":"address layout","file":"proc/sys/kernel/randomize_va_space","before":"1","after":"0"}
{"name":"governor","file":"sys/devi`
		if err := os.WriteFile(filepath.Join(root, journal), []byte(left), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		run(t.Context(), append([]string{"doctor", "--root", root}, args...), strings.NewReader(""), &out, &errs)
		if got := now("proc/sys/kernel/randomize_va_space"); got != "1" || !strings.Contains(errs.String(), "restored   address layout") {
			t.Errorf("%q: layout %s, %q", args, got, &errs)
		}
		if _, err := os.Stat(filepath.Join(root, journal)); err == nil {
			t.Errorf("%q: the journal is still there", args)
		}
	}
}
