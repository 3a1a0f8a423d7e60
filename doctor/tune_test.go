package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The test binary tunes a made-up machine when DOCTOR_TUNE names one, so
// that it can be killed.
func TestMain(m *testing.M) {
	if root := os.Getenv("DOCTOR_TUNE"); root != "" {
		j, err := Open(root, journalOf(root))
		if err == nil {
			fmt.Println("begun")
			_, err = Tune(root, j)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println("tuned")
		time.Sleep(time.Minute) // holding the journal
	}
	os.Exit(m.Run())
}

func journalOf(root string) string { return filepath.Join(root, "var/lib/brig/doctor.journal") }

// machine makes the settings of a machine that speak against measuring.
func machine(t *testing.T, cpus int) string {
	t.Helper()
	files := map[string]string{
		"sys/devices/system/cpu/intel_pstate/no_turbo": "0\n",
		"sys/kernel/mm/transparent_hugepage/enabled":   "always\n",
		"proc/sys/kernel/randomize_va_space":           "0\n",
		"proc/sys/kernel/numa_balancing":               "1\n",
		"proc/sys/kernel/nmi_watchdog":                 "0\n",
		"proc/sys/kernel/perf_event_paranoid":          "3\n",
		"proc/sys/kernel/random/boot_id":               "11111111-2222-3333-4444-555555555555\n",
		"proc/sys/vm/swappiness":                       "60\n",
	}
	for i := range cpus {
		dir := fmt.Sprintf("sys/devices/system/cpu/cpu%d/cpufreq/", i)
		files[dir+"scaling_governor"] = []string{"powersave\n", "ondemand\n"}[i%2]
		files[dir+"scaling_available_governors"] = "performance powersave ondemand\n"
	}
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// settings reads all files of a machine, but not the journal.
func settings(t *testing.T, root string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == journalOf(root) {
			return err
		}
		text, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, root+"/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func open(t *testing.T, root string) *Journal {
	t.Helper()
	j, err := Open(root, journalOf(root))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestTuneAndRestore(t *testing.T) {
	root := machine(t, 2)
	before := settings(t, root)
	j := open(t, root)
	made, err := Tune(root, j)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for name, content := range before {
		want[name] = content
	}
	const cpu = "sys/devices/system/cpu/"
	want[cpu+"cpu0/cpufreq/scaling_governor"], want[cpu+"cpu1/cpufreq/scaling_governor"] = "performance\n", "performance\n"
	want[cpu+"intel_pstate/no_turbo"] = "1\n"
	want["sys/kernel/mm/transparent_hugepage/enabled"] = "madvise\n"
	want["proc/sys/kernel/randomize_va_space"] = "2\n"
	want["proc/sys/kernel/numa_balancing"] = "0\n"
	want["proc/sys/kernel/perf_event_paranoid"] = "2\n"
	if diff := cmp.Diff(want, settings(t, root)); diff != "" || len(made) != 7 {
		t.Errorf("%d changes; tuned (-want +got):\n%s", len(made), diff)
	}
	if _, err := Open(root, journalOf(root)); !errors.Is(err, ErrTuned) {
		t.Errorf("a second one: %v", err)
	}
	if Left(journalOf(root)) {
		t.Error("a journal that is held is said to be left")
	}
	// Someone changes one of them.
	if err := os.WriteFile(filepath.Join(root, "proc/sys/kernel/randomize_va_space"), []byte("1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	restored, kept, err := j.Restore()
	if err != nil || len(restored) != 6 || len(kept) != 1 || kept[0].Name != "address layout" {
		t.Errorf("%d restored, kept %v, %v", len(restored), kept, err)
	}
	before["proc/sys/kernel/randomize_va_space"] = "1\n"
	if diff := cmp.Diff(before, settings(t, root)); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	if _, err := os.Stat(journalOf(root)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the journal is still there: %v", err)
	}
}

// However the tuner ends, the next one undoes what it did.
func TestRestoreAfterKill(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	half := 0
	for round := range rounds {
		root := machine(t, 60)
		before := settings(t, root)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "DOCTOR_TUNE="+root)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var word string
		if _, err := fmt.Fscan(out, &word); err != nil || word != "begun" {
			t.Fatalf("the tuner said %q, %v", word, err)
		}
		time.Sleep(time.Duration(random.IntN(25_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if !Left(journalOf(root)) {
			t.Errorf("seed %d, round %d: no journal is left", seed, round)
		}
		restored, kept, err := open(t, root).Restore()
		if err != nil || len(kept) > 0 {
			t.Errorf("seed %d, round %d: kept %v, %v", seed, round, kept, err)
		}
		if n := len(restored); n > 0 && n < 66 {
			half++
		}
		if diff := cmp.Diff(before, settings(t, root)); diff != "" {
			t.Errorf("seed %d, round %d: %d restored (-want +got):\n%s", seed, round, len(restored), diff)
		}
	}
	t.Logf("%d of %d were killed in the middle", half, rounds)
}

// After a new start of the machine nothing is changed any more.
func TestJournalOfAnEarlierBoot(t *testing.T) {
	root := machine(t, 2)
	j := open(t, root)
	if _, err := Tune(root, j); err != nil {
		t.Fatal(err)
	}
	tuned := settings(t, root)
	j.file.Close() // as the end of the process does
	boot := filepath.Join(root, "proc/sys/kernel/random/boot_id")
	if err := os.WriteFile(boot, []byte("another\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tuned["proc/sys/kernel/random/boot_id"] = "another\n"
	restored, kept, err := open(t, root).Restore()
	if diff := cmp.Diff(tuned, settings(t, root)); diff != "" || err != nil || len(restored)+len(kept) > 0 {
		t.Errorf("restored %v, kept %v, %v (-want +got):\n%s", restored, kept, err, diff)
	}
	if Left(journalOf(root)) {
		t.Error("the journal is still there")
	}
}

// A journal that someone else wrote makes nothing be written.
func TestHostileJournal(t *testing.T) {
	const begin = `{"brig_doctor_journal":1,"boot":"11111111-2222-3333-4444-555555555555"}` + "\n"
	for _, tt := range []struct{ name, text, want string }{
		{"not one", "hello\n", "not one of brig doctor"},
		{"another version", `{"brig_doctor_journal":2}` + "\n", "not one of brig doctor"},
		{"no JSON", begin + "x\n", "line 2 is no change that brig doctor makes"},
		{"another file", begin + `{"name":"turbo","file":"etc/passwd","before":"x","after":"y"}` + "\n", "line 2 is no"},
		{"out of the root", begin + `{"name":"turbo","file":"../sys/devices/system/cpu/cpufreq/boost","before":"0","after":"1"}` + "\n", "line 2 is no"},
		{"another name", begin + `{"name":"governor","file":"proc/sys/kernel/randomize_va_space","before":"0","after":"2"}` + "\n", "line 2 is no"},
		{"a long value", begin + `{"name":"address layout","file":"proc/sys/kernel/randomize_va_space","before":"` + strings.Repeat("0", 65) + `","after":"2"}` + "\n", "line 2 is no"},
		{"two words", begin + `{"name":"address layout","file":"proc/sys/kernel/randomize_va_space","before":"0\\n1","after":"2"}` + "\n", "line 2 is no"},
		{"too large", begin + strings.Repeat("\n", maxJournal), "larger than 1048576 bytes"},
	} {
		root := machine(t, 1)
		before := settings(t, root)
		if err := os.MkdirAll(filepath.Dir(journalOf(root)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(journalOf(root), []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(root, journalOf(root)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
		if diff := cmp.Diff(before, settings(t, root)); diff != "" {
			t.Errorf("%s: settings (-want +got):\n%s", tt.name, diff)
		}
	}
	// A link in the journal's place is not followed.
	root := machine(t, 1)
	if err := os.MkdirAll(filepath.Dir(journalOf(root)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(root, "victim"), journalOf(root)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(root, journalOf(root)); err == nil {
		t.Error("a link was taken for the journal")
	}
}

// What the kernel refuses is said, and the rest is done.
func TestTuneRefused(t *testing.T) {
	root := machine(t, 1)
	refused := filepath.Join(root, "proc/sys/kernel/numa_balancing")
	if err := os.Remove(refused); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/proc/version", refused); err != nil { // can be read, and never written
		t.Fatal(err)
	}
	j := open(t, root)
	made, err := Tune(root, j)
	if err == nil || !strings.Contains(err.Error(), "setting NUMA balancing: ") || len(made) != 5 {
		t.Errorf("%d changes, %v", len(made), err)
	}
	if _, _, err := j.Restore(); err != nil {
		t.Error(err)
	}
}
