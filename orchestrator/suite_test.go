package orchestrator

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brig/result"
)

// head begins the experiments of these tests.
const head = `
name = "test"
base = 2

[capture]
file = "x.pcap"
sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
`

func keys(trials []Trial) []string {
	var list []string
	for _, t := range trials {
		list = append(list, t.Key()+": "+strings.Join(t.Scripts, " "))
	}
	return list
}

func TestCustomSuite(t *testing.T) {
	const sets = `
[[suite]]
kind = "custom"
name = "web"
scripts = ["base/protocols/conn"]
ADDITIVE
[[suite.set]]
name = "http"
scripts = ["base/protocols/http", "mine"]
[[suite.set]]
name = "ssl"
scripts = ["base/protocols/ssl"]
`
	for additive, want := range map[string][]string{
		"": {
			"web/none: base/protocols/conn",
			"web/http: base/protocols/conn base/protocols/http mine",
			"web/ssl: base/protocols/conn base/protocols/ssl",
		},
		"additive = true": {
			"web/none: base/protocols/conn",
			"web/http: base/protocols/conn base/protocols/http mine",
			"web/ssl: base/protocols/conn base/protocols/http mine base/protocols/ssl",
		},
	} {
		got := keys(parse(t, head+strings.Replace(sets, "ADDITIVE", additive, 1)).Trials())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: trials (-want +got):\n%s", additive, diff)
		}
	}
	for _, tt := range []struct{ old, new, want string }{
		{`name = "ssl"`, `name = "http"`, `set 2: a second one named "http"`},
		{`name = "ssl"`, `name = "none"`, `set 2: a second one named "none"`},
		{`name = "ssl"`, `name = "S S L"`, `set 2: name: "S S L"`},
		{`"base/protocols/ssl"`, `"/etc/passwd"`, `set 2: scripts: "/etc/passwd"`},
		{`scripts = ["base/protocols/ssl"]`, "", "set 2: scripts: missing"},
	} {
		_, err := ParseExperiment("x", []byte(head+strings.Replace(strings.Replace(sets, "ADDITIVE", "", 1), tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("with %s: error %v, want one with %q", tt.new, err, tt.want)
		}
	}
}

const inputSuite = `
[[suite]]
kind = "input"
bare = true
readers = ["ascii", "raw"]
modes = ["manual", "stream"]
sizes = [10, 1_000]
`

func TestInputSuite(t *testing.T) {
	trials := parse(t, head+inputSuite).Trials()
	var got []string
	for _, t := range trials {
		got = append(got, t.Name)
	}
	want := []string{
		"none", "ascii-manual-10", "ascii-manual-1000", "ascii-stream-10", "ascii-stream-1000",
		"raw-manual-10", "raw-manual-1000", "raw-stream-10", "raw-stream-1000",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("trials (-want +got):\n%s", diff)
	}
	script := bro(1).script(trials[4], result.Plain, nil)
	for _, part := range []string{`$source="../in/rows-1000.txt"`, "$mode=Input::STREAM"} {
		if !strings.Contains(script, part) {
			t.Errorf("script lacks %q:\n%s", part, script)
		}
	}
	for _, tt := range []struct{ old, new, want string }{
		{`"raw"]`, `"csv"]`, `readers: "csv" is none of`},
		{`"raw"]`, `"ascii"]`, `readers: "ascii" twice`},
		{`modes = ["manual", "stream"]`, ``, `modes: missing`},
		{`10, `, `0, `, `sizes: 0 is not between`},
		{`10, `, `100_000_000, `, `sizes: 100000000 is not between`},
	} {
		_, err := ParseExperiment("x", []byte(head+strings.Replace(inputSuite, tt.old, tt.new, 1)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("with %s: error %v, want one with %q", tt.new, err, tt.want)
		}
	}
}

// TestRows checks that a stream's file has so many different rows and is the
// same each time.
func TestRows(t *testing.T) {
	s := Stream{Reader: "ascii", Mode: "manual", Rows: 70_000}
	var texts []string
	for range 2 {
		path, err := s.make(t.TempDir(), 3)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] {
		t.Error("a second file has other bytes")
	}
	lines := strings.Split(strings.TrimSuffix(texts[0], "\n"), "\n")
	seen := map[string]bool{}
	for _, line := range lines[1:] {
		address, _, _ := strings.Cut(line, "\t")
		seen[address] = true
	}
	if lines[0] != "#fields\tip\tn\treason" || len(seen) != 70_000 {
		t.Errorf("header %q, %d different addresses", lines[0], len(seen))
	}
}

// TestBase checks that the first trial of each suite runs more often.
func TestBase(t *testing.T) {
	e := parse(t, head+inputSuite+"[[suite]]\nkind = \"drop\"\nto = 1.0\nstep = 0.5\n")
	p := e.Plan()
	count := map[string]int{}
	names := map[string]bool{}
	for _, r := range p.Runs {
		if r.Kind == result.Plain {
			count[fmt.Sprintf("%s block %d", p.Trials[r.Trial].Key(), r.Block)]++
		}
		if names[p.Name(r)] {
			t.Errorf("two runs named %s", p.Name(r))
		}
		names[p.Name(r)] = true
	}
	for _, tt := range []struct {
		key  string
		want int
	}{{"input/none", 2}, {"drop/0.00", 2}, {"drop/0.50", 1}, {"input/raw-stream-10", 1}} {
		for block := 2; block <= 6; block++ {
			if got := count[fmt.Sprintf("%s block %d", tt.key, block)]; got != tt.want {
				t.Errorf("%s runs %d times in block %d, want %d", tt.key, got, block, tt.want)
			}
		}
	}
}

// TestTexts checks that scripts which come along are beside the trial's own.
func TestTexts(t *testing.T) {
	e := parse(t, head+"[[suite]]\nkind = \"scripts\"\nscripts = [\"base/utils/site\", \"mine\"]\n[script]\nmine = \"global x = 1;\\n\"\n")
	b := benchmark(t, &fake{}, t.TempDir())
	b.Experiment = e
	in := t.TempDir()
	if err := b.give(in, bro(1), e.Trials()[1], result.Plain); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"trial.bro": "# scripts/load-02: mine\n@load base/utils/site\n@load ./mine\n",
		"mine.bro":  "global x = 1;\n",
	} {
		got, err := os.ReadFile(in + "/" + name)
		if err != nil || string(got) != want {
			t.Errorf("%s = %q (%v), want %q", name, got, err, want)
		}
	}
}
