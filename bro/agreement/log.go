package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// A table is a log in Bro's tab-separated form.
type table struct {
	fields, types []string
	rows          [][]string // as long as fields
}

func readLog(name string) (*table, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t := &table{}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case cells[0] == "#fields":
			t.fields = cells[1:]
		case cells[0] == "#types":
			t.types = cells[1:]
		case strings.HasPrefix(line, "#"):
		case len(cells) != len(t.fields) || len(t.types) != len(t.fields):
			return nil, fmt.Errorf("%s:%d: %d cells, the log has %d fields", name, n, len(cells), len(t.fields))
		default:
			t.rows = append(t.rows, cells)
		}
	}
	return t, nil
}

// key tells which connection a row is about; "" for logs of something else.
func (t *table) key(row []string) string {
	var parts []string
	for _, f := range [...]string{"id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p"} {
		i := slices.Index(t.fields, f)
		if i < 0 {
			return ""
		}
		parts = append(parts, row[i])
	}
	return strings.Join(parts, " ")
}

// seeded are the fields that depend on a seed.
var seeded = map[string]bool{
	"uid": true, "fuid": true, "parent_fuid": true, "fuids": true, "orig_fuids": true, "resp_fuids": true,
	"tunnel_parents": true,
}

// same reports whether two cells say the same.
func same(field, typ, a, b string) bool {
	if a == b {
		return true
	}
	unset := func(s string) bool { return s == "-" || s == "(empty)" }
	if unset(a) || unset(b) {
		return false
	}
	if seeded[field] {
		return strings.Count(a, ",") == strings.Count(b, ",")
	}
	if strings.HasPrefix(typ, "set[") {
		x, y := strings.Split(a, ","), strings.Split(b, ",")
		slices.Sort(x)
		slices.Sort(y)
		return slices.Equal(x, y)
	}
	return false
}
