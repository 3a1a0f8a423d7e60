package orchestrator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const benchmarkConf = `
# a site's trials
[options]
additive = true
bare_mode=True

[captures]
~/captures/day one.trace
/data/day2.pcap

[scripts-base]
base/utils/site
base/protocols/conn

[trial-1]
misc/scan

[trial-2]
protocols/http/software
@load protocols/ssh/software
`

func TestParsePyBrIG(t *testing.T) {
	p, err := ParsePyBrIG("benchmark.conf", []byte(benchmarkConf))
	if err != nil {
		t.Fatal(err)
	}
	want := &PyBrIG{
		Additive: true, Bare: true,
		Captures: []string{"~/captures/day one.trace", "/data/day2.pcap"},
		Scripts:  []string{"base/utils/site", "base/protocols/conn"},
		Trials: []Set{
			{"trial-1", []string{"misc/scan"}},
			{"trial-2", []string{"protocols/http/software", "protocols/ssh/software"}},
		},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Fatalf("configuration (-want +got):\n%s", diff)
	}
	e := parse(t, string(p.Experiment("imported", "/data/day2.pcap", strings.Repeat("ab", 32))))
	if diff := cmp.Diff([]string{
		"custom/none: base/utils/site base/protocols/conn",
		"custom/trial-1: base/utils/site base/protocols/conn misc/scan",
		"custom/trial-2: base/utils/site base/protocols/conn misc/scan protocols/http/software protocols/ssh/software",
	}, keys(e.Trials())); diff != "" {
		t.Errorf("trials (-want +got):\n%s", diff)
	}
	if !e.Trials()[1].Bare || e.Capture.File != "/data/day2.pcap" {
		t.Errorf("bare %v, capture %s", e.Trials()[1].Bare, e.Capture.File)
	}
}

func TestParsePyBrIGErrors(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"bare_mode=True", "bare_mode=perhaps", `line 5: option bare_mode: "perhaps"`},
		{"bare_mode=True", "naked=true", `line 5: option "naked=true"`},
		{"[trial-2]", "[trial-x]", "[trial-x] is none of"},
		{"[trial-2]", "[trial-1]", "a second section [trial-1]"},
		{"[trial-2]", "[trial-2", "does not end in ]"},
		{"misc/scan", "../../etc/passwd", `"../../etc/passwd" is not the name of a script`},
		{"misc/scan\n", "\n", "[trial-1] names no script"},
		{"~/captures/day one.trace\n/data/day2.pcap", "", "no capture"},
		{"# a site's", "a site's", "line 2: before the first section"},
	} {
		_, err := ParsePyBrIG("benchmark.conf", []byte(strings.Replace(benchmarkConf, tt.old, tt.new, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), "benchmark.conf") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("with %q: error %v, want one with %q", tt.new, err, tt.want)
		}
	}
}

func FuzzParsePyBrIG(f *testing.F) {
	f.Add(benchmarkConf)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePyBrIG("x", []byte(text))
		if err != nil {
			return
		}
		e, err := ParseExperiment("x", p.Experiment("imported", p.Captures[0], strings.Repeat("ab", 32)))
		if err != nil {
			t.Fatalf("the experiment made of it: %v", err)
		}
		if len(e.Trials()) != len(p.Trials)+1 {
			t.Errorf("%d trials, want %d", len(e.Trials()), len(p.Trials)+1)
		}
	})
}
