package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"brig/bro/syntax"
)

// maxErrors is how many errors are collected before giving up.
const maxErrors = 100

// An ErrorList holds the errors and warnings of a program in the order of their files and places.
type ErrorList []*syntax.Error

// Error gives one message a line.
func (l ErrorList) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// tooMany is the panic that ends resolving after maxErrors.
type tooMany struct{}

// catchTooMany is deferred where that ends.
func catchTooMany() {
	if r := recover(); r != nil && r != (tooMany{}) {
		panic(r)
	}
}

// A log collects errors and warnings.
type log struct {
	errors, warnings []*syntax.Error
	order            map[*syntax.File]int // files in loading order
}

func (l *log) add(e *syntax.Error) bool {
	if e.Warning {
		if len(l.warnings) < maxErrors {
			l.warnings = append(l.warnings, e)
		}
		return true
	}
	l.errors = append(l.errors, e)
	return len(l.errors) < maxErrors
}

func (l *log) errorf(pos syntax.Pos, format string, args ...any) {
	if !l.add(&syntax.Error{Pos: pos, Msg: fmt.Sprintf(format, args...)}) {
		panic(tooMany{})
	}
}

func (l *log) warnf(pos syntax.Pos, format string, args ...any) {
	l.add(&syntax.Error{Pos: pos, Msg: fmt.Sprintf(format, args...), Warning: true})
}

// sorted orders messages by file and place and drops repetitions.
func (l *log) sorted(list []*syntax.Error) []*syntax.Error {
	slices.SortStableFunc(list, func(a, b *syntax.Error) int {
		return cmp.Or(cmp.Compare(l.order[a.Pos.File], l.order[b.Pos.File]), a.Pos.Compare(b.Pos))
	})
	return slices.CompactFunc(list, func(a, b *syntax.Error) bool { return a.Pos == b.Pos && a.Msg == b.Msg })
}
