package compare

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"brig/result"
)

// several judges three benchmarks, one of which is slower in a trial, against
// the same one.
func several(t *testing.T) []Named {
	t.Helper()
	slow := base
	slow[1] = []int64{1040, 1050, 1030, 1045, 1035}
	changed := set(base)
	changed.Trials[2].Exact.Packets = 101
	verdicts, err := Verdicts(set(base), set(base), set(slow), changed)
	if err != nil {
		t.Fatal(err)
	}
	var named []Named
	for i, v := range verdicts {
		named = append(named, Named{[]string{"a", "b|c", "d"}[i], v})
	}
	return named
}

func TestSeveral(t *testing.T) {
	var text bytes.Buffer
	if err := Several(&text, several(t), false); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	for i, want := range [][]string{
		{"here", "a", "b|c", "d"},
		{"verdict", result.Reproduced, result.Different, result.Different},
		{"exact", "equal,", "differ"},
		{"drop/0.10", "1.000", "reproduced", "1.299 [1.29, 1.31]", "different"},
	} {
		for _, part := range want {
			if i >= len(lines) || !strings.Contains(lines[i], part) {
				t.Fatalf("line %d lacks %q:\n%s", i+1, part, text.String())
			}
		}
	}
	if strings.Contains(text.String(), "drop/0.20") {
		t.Errorf("a trial that did not change is listed:\n%s", text.String())
	}
	text.Reset()
	if err := Several(&text, several(t), true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "drop/0.20") {
		t.Errorf("a trial is not listed with all of them:\n%s", text.String())
	}
}

func TestMarkdown(t *testing.T) {
	var text bytes.Buffer
	if err := Markdown(&text, several(t)); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(text.String()), "\n") {
		if n := strings.Count(line, "|") - strings.Count(line, `\|`); n != 5 {
			t.Errorf("line %d has %d bars, want 5: %s", i+1, n, line)
		}
	}
	if !strings.Contains(text.String(), `| b\|c |`) || !strings.Contains(text.String(), "**different**") {
		t.Errorf("table:\n%s", text.String())
	}
}

func TestCSV(t *testing.T) {
	var text bytes.Buffer
	if err := CSV(&text, several(t)); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, r := range records[1:] {
		count[r[0]+" "+r[1]+" "+r[3]]++
	}
	for what, want := range map[string]int{
		"a trial reproduced": 2, "a suite reproduced": 1, "b|c trial different": 1, "d exact different": 1,
	} {
		if count[what] != want {
			t.Errorf("%d records %q, want %d: %v", count[what], what, want, count)
		}
	}
}
