package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A tally adds up agreement over captures.
type tally struct {
	logs  map[string]*logTally
	watch string // "log.field" whose differences are listed on out
	out   io.Writer
}

type logTally struct {
	reference, matched, extra int // rows
	fields                    []string
	count                     map[string]*fieldTally
}

type fieldTally struct {
	compared, equal int
	missing         bool // the engine's log never had it
}

func newTally() *tally { return &tally{logs: map[string]*logTally{}} }

// add compares the engine's rows of a log with the reference's.
func (t *tally) add(capture, log string, ref, own *table) {
	l := t.logs[log]
	if l == nil {
		l = &logTally{count: map[string]*fieldTally{}}
		t.logs[log] = l
	}
	for _, f := range ref.fields {
		if l.count[f] == nil {
			l.count[f] = &fieldTally{missing: true}
			l.fields = append(l.fields, f)
		}
	}
	column := map[string]int{} // of own
	for i, f := range own.fields {
		column[f] = i
		if c := l.count[f]; c != nil {
			c.missing = false
		}
	}
	waiting := map[string][][]string{}
	for _, row := range own.rows {
		k := own.key(row)
		waiting[k] = append(waiting[k], row)
	}
	for _, row := range ref.rows {
		l.reference++
		k := ref.key(row)
		i := best(ref, row, column, waiting[k])
		if i < 0 {
			if t.watch == log {
				fmt.Fprintf(t.out, "%s: only in the reference: %s\n", capture, strings.Join(row, " "))
			}
			continue
		}
		match := waiting[k][i]
		waiting[k] = slices.Delete(waiting[k], i, i+1)
		l.matched++
		for j, f := range ref.fields {
			c := l.count[f]
			c.compared++
			at, ok := column[f]
			switch {
			case ok && same(f, ref.types[j], row[j], match[at]):
				c.equal++
			case t.watch == log+"."+f && ok:
				fmt.Fprintf(t.out, "%s: %s: reference %s, engine %s\n", capture, k, row[j], match[at])
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(waiting)) {
		l.extra += len(waiting[k])
		for _, row := range waiting[k] {
			if t.watch == log {
				fmt.Fprintf(t.out, "%s: only in the engine's log: %s\n", capture, strings.Join(row, " "))
			}
		}
	}
}

// best is the row that has most cells in common with the reference's, the
// first of equal ones; -1 if there is none.
func best(ref *table, row []string, column map[string]int, rows [][]string) int {
	found, most := -1, -1
	for i, r := range rows {
		n := 0
		for j, f := range ref.fields {
			if at, ok := column[f]; ok && same(f, ref.types[j], row[j], r[at]) {
				n++
			}
		}
		if n > most {
			found, most = i, n
		}
	}
	return found
}

// markdown writes the tables: one of all logs, and one of fields for each log.
func (t *tally) markdown(w io.Writer) {
	names := slices.Sorted(maps.Keys(t.logs))
	fmt.Fprintln(w, "| log | lines of the reference | found | only the engine's | cells compared | equal | share |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|")
	for _, name := range names {
		l := t.logs[name]
		var compared, equal int
		for _, c := range l.count {
			compared += c.compared
			equal += c.equal
		}
		fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %d | %s |\n", name, l.reference, l.matched, l.extra,
			compared, equal, share(equal, compared))
	}
	for _, name := range names {
		l := t.logs[name]
		if l.matched == 0 {
			continue
		}
		fmt.Fprintf(w, "\n### %s\n\n", name)
		fmt.Fprintln(w, "| field | compared | equal | share |\n|---|---|---|---|")
		for _, f := range l.fields {
			c := l.count[f]
			note := share(c.equal, c.compared)
			if c.missing {
				note = "no such field"
			}
			fmt.Fprintf(w, "| %s | %d | %d | %s |\n", f, c.compared, c.equal, note)
		}
	}
}

func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(whole))
}
