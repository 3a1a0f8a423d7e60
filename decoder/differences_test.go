package decoder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"brig/trace"
	"brig/trace/tracetext"
)

const differencesFile = "testdata/differences.txt"

// TestDifferences names every difference between the files of the two ways to
// decode the traces of testdata: testdata/differences.txt has the file, the
// key, what was written in 2013 and what is written now, each with the number of
// the mistake in doc/trace.md that it comes from. -update leaves a question
// mark for numbers it does not know.
func TestDifferences(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	more, err := filepath.Glob("testdata/compat/*.txtar")
	if err != nil || len(more) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	var got []string
	for _, name := range append(cases, more...) {
		lines := differences(t, name)
		if len(lines) > 0 {
			got = append(append(got, "# "+strings.TrimSuffix(filepath.Base(name), ".txtar")), lines...)
		}
	}
	text, err := os.ReadFile(differencesFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`^B[0-9?]+ `)
	numbers := map[string]string{}
	var want []string
	of := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "# ") {
			want, of = append(want, line), line
			continue
		}
		n := number.FindString(line)
		line = strings.TrimPrefix(line, n)
		want, numbers[of+": "+line] = append(want, line), n
	}
	if *update {
		var out bytes.Buffer
		for _, line := range got {
			if strings.HasPrefix(line, "# ") {
				of = line
			} else if n := numbers[of+": "+line]; n != "" {
				out.WriteString(n)
			} else {
				out.WriteString("B? ")
			}
			fmt.Fprintln(&out, line)
		}
		if err := os.WriteFile(differencesFile, out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", differencesFile, diff)
	}
	doc, err := os.ReadFile("../doc/trace.md")
	if err != nil {
		t.Fatal(err)
	}
	for line, n := range numbers {
		if n == "" || !strings.Contains(string(doc), "\n| "+strings.TrimSpace(n)+" |") {
			t.Errorf("a difference without a mistake that doc/trace.md names: %q %s", n, line)
		}
	}
}

// differences decodes the trace of a case both ways, unless it is damaged.
func differences(t *testing.T, name string) (lines []string) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{}
	for _, f := range a.Files {
		in[f.Name] = string(f.Data)
	}
	m, err := trace.ParseMap([]byte(in["map"]))
	if err != nil {
		t.Fatal(err)
	}
	if in["cut"] != "" || in["poke"] != "" {
		return nil
	}
	var data bytes.Buffer
	if err := tracetext.Assemble(&data, strings.NewReader(in["trace"]), m); err != nil {
		t.Fatal(err)
	}
	old, err := decode2013(t, in["map"], data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	was, is := written(t, old, in["map"], "T"), written(t, decodeText(t, in["map"], in["trace"]), in["map"], "T")
	for _, file := range slices.Sorted(maps.Keys(is)) {
		if file == "map.json" {
			continue
		}
		var x, y any
		if err := json.Unmarshal([]byte(was[file]), &x); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(is[file]), &y); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, differ(file, x, y)...)
	}
	return lines
}

// differ tells where two values of JSON differ.
func differ(path string, x, y any) (lines []string) {
	a, isObject := x.(map[string]any)
	b, both := y.(map[string]any)
	if !isObject || !both {
		if cmp.Equal(x, y) {
			return nil
		}
		return []string{fmt.Sprintf("%s: %s -> %s", path, jsonOf(x), jsonOf(y))}
	}
	keys := maps.Clone(a)
	maps.Copy(keys, b)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		lines = append(lines, differ(path+"/"+key, a[key], b[key])...)
	}
	return lines
}

func jsonOf(v any) string {
	if v == nil {
		return "nothing"
	}
	text, _ := json.Marshal(v)
	return string(text)
}
