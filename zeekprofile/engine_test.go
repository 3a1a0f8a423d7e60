package zeekprofile_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"brig/bro"
	"brig/traces"
	"brig/zeekprofile"
)

// The project's own engine writes prof.log and stats.log in Zeek's form.
func TestEngineLogs(t *testing.T) {
	dir := t.TempDir()
	sum, err := bro.Run(t.Context(), &bro.Config{
		Capture: filepath.Join("..", "traces", traces.File), IgnoreChecksums: true, Dir: dir,
		Scripts: []string{"misc/profiling", "misc/stats"}, Code: []string{"redef Stats::report_interval = 10sec;"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]zeekprofile.Kind{"prof.log": zeekprofile.ProfLog, "stats.log": zeekprofile.StatsLog} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := zeekprofile.Detect(text); got != kind {
			t.Errorf("%s is %q", name, got)
		}
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		all, err := zeekprofile.ReadSamples(kind, f)
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %d series, %v", name, len(all), err)
		}
		s := &all[0]
		if n := len(s.At); n < 5 || len(s.Network) != n || len(s.RSS) != n || len(s.Connections) != n ||
			!slices.IsSorted(s.Network) || !slices.IsSorted(s.At) || !slices.IsSorted(s.Connections) || s.Connections[n-1] == 0 {
			t.Errorf("%s: %+v", name, s)
		}
		if kind == zeekprofile.StatsLog {
			if packets := s.Packets[len(s.Packets)-1]; packets == 0 || packets > sum.Packets {
				t.Errorf("%d packets of %d", packets, sum.Packets)
			}
		}
	}
}
