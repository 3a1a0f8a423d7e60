package input

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"brig/bro/interp"
)

// An asciiReader reads files of lines with columns.
//
// The header is what follows "#fields" and a separator, or else the first line that
// does not begin with "#". Other lines with "#" are comments, and empty
// ones nothing. Columns are found by name. A header further down, as in files
// put together of several, holds from there on.
type asciiReader struct {
	format
	textFile
	columns   []column
	strict    bool  // fail_on_invalid_lines
	at        []int // the place of each wanted column in a line; -1 if it is absent
	protocols []int // the same of the columns that name their protocols
	last      int   // the highest place
	header    bool  // it has been read
	oddFields bool  // a line began with #fields, but no separator followed
	cells     [][]byte
	row       []interp.Value
}

func newASCII(s *stream, columns []column, o *options) (*asciiReader, error) {
	const module = "InputAscii"
	a := &asciiReader{columns: columns, textFile: newTextFile(s, o.text(module, "path_prefix"))}
	var err [4]error
	a.separator, err[0] = o.char(module, "separator")
	a.setSeparator, err[1] = o.char(module, "set_separator")
	a.strict, err[2] = o.flag(module, "fail_on_invalid_lines")
	a.noRetry, err[3] = o.flag(module, "fail_on_file_problem")
	if err := errors.Join(err[:]...); err != nil {
		return nil, err
	}
	a.empty = o.text(module, "empty_field")
	a.unset = o.text(module, "unset_field")
	a.warn = a.warnLine
	a.begin, a.take, a.whole = a.restart, a.takeLine, a.complete
	a.row = make([]interp.Value, len(columns))
	a.at = make([]int, len(columns))
	a.protocols = make([]int, len(columns))
	return a, nil
}

func (a *asciiReader) restart() { a.header, a.oddFields, a.line = false, false, 0 }

func (a *asciiReader) complete() error {
	if !a.header {
		return errors.New("the file has no header: no line that names its columns")
	}
	return nil
}

// takeLine reads a line; it returns false when the reading is over.
func (a *asciiReader) takeLine(b []byte) bool {
	if b = a.next(b); len(b) == 0 {
		return true
	}
	if b[0] == '#' {
		names, ok := bytes.CutPrefix(b, []byte("#fields"))
		if !ok || len(names) == 0 || names[0] != a.separator {
			a.oddFields = a.oddFields || ok
			return true
		}
		return a.takeHeader(names[1:])
	}
	if !a.header {
		return a.takeHeader(b)
	}
	clear(a.row)
	if err := a.takeRow(b, a.row); err != nil {
		var few *tooFew
		if a.strict && errors.As(err, &few) {
			a.err = fmt.Errorf("line %d: %w", a.line, err)
			a.disabled = true
			return false
		}
		a.warnLine(err.Error() + "; the line is left out")
		return true
	}
	return a.feed.push(a.row, len(b))
}

// takeHeader finds the wanted columns in a header.
func (a *asciiReader) takeHeader(b []byte) bool {
	names := strings.Split(string(b), string(a.separator))
	place := make(map[string]int, len(names))
	var twice []string
	for i, n := range names {
		if _, found := place[n]; found {
			twice = append(twice, n)
		}
		place[n] = i
	}
	at, protocols := make([]int, len(a.columns)), make([]int, len(a.columns))
	last := -1
	find := func(name string, optional bool) (int, error) {
		i, ok := place[name]
		if !ok {
			if optional {
				return -1, nil
			}
			return -1, fmt.Errorf("the header has no column %q%s", name, a.hint(names))
		}
		last = max(last, i)
		if slices.Contains(twice, name) {
			a.warnLine(fmt.Sprintf("the header has the column %q more than once; the last one counts", name))
		}
		return i, nil
	}
	for i, c := range a.columns {
		var err error
		if at[i], err = find(c.name, c.optional); err == nil {
			protocols[i] = -1
			if c.protocol != "" {
				protocols[i], err = find(c.protocol, false)
			}
		}
		if err == nil {
			continue
		}
		if a.header {
			a.warnLine(err.Error() + "; the header before it holds on")
			return true
		}
		a.err = fmt.Errorf("line %d: %w", a.line, err)
		return false
	}
	a.at, a.protocols, a.last, a.header = at, protocols, last, true
	return true
}

// hint says what may be wrong with a header.
func (a *asciiReader) hint(names []string) string {
	for _, b := range []string{"\t", " ", ",", ";"} {
		if len(names) == 1 && b[0] != a.separator && strings.Contains(names[0], b) {
			return fmt.Sprintf(", only %q; columns must be separated by %q, as InputAscii::separator says, not by %q",
				clip([]byte(names[0])), string(a.separator), b)
		}
	}
	text := ", only " + string(clip([]byte(strings.Join(names, ", "))))
	if a.oddFields {
		text += fmt.Sprintf("; a line begins with #fields, but not with #fields and %q, as InputAscii::separator says", string(a.separator))
	}
	return text
}

// tooFew is the error of a line with too few columns.
type tooFew struct{ have, want int }

func (e *tooFew) Error() string {
	return fmt.Sprintf("it has %d columns, but column %d is wanted", e.have, e.want)
}

// takeRow reads the wanted columns of a line.
func (a *asciiReader) takeRow(b []byte, row []interp.Value) error {
	cells := a.cells[:0]
	for rest := b; len(cells) <= a.last; {
		i := bytes.IndexByte(rest, a.separator)
		if i < 0 {
			cells = append(cells, rest)
			break
		}
		cells = append(cells, rest[:i])
		rest = rest[i+1:]
	}
	a.cells = cells
	if len(cells) <= a.last {
		return &tooFew{len(cells), a.last + 1}
	}
	for i := range a.columns {
		c := &a.columns[i]
		if at := a.at[i]; at >= 0 {
			v, err := a.value(c.typ, cells[at])
			if err != nil {
				return fmt.Errorf("column %s: %w", c.name, err)
			}
			if p := a.protocols[i]; p >= 0 && v.IsSet() {
				v = a.withProtocol(v, cells[p])
			}
			row[i] = v
		}
		if c.needed && !row[i].IsSet() {
			return fmt.Errorf("column %s is not set, but must be", c.name)
		}
	}
	return nil
}

// withProtocol gives a port the protocol that another column names.
func (a *asciiReader) withProtocol(v interp.Value, name []byte) interp.Value {
	num, _ := v.Port()
	proto := interp.UnknownPort
	switch string(bytes.ToLower(trim(name))) {
	case "tcp":
		proto = interp.TCP
	case "udp":
		proto = interp.UDP
	case "icmp":
		proto = interp.ICMP
	case "unknown":
	default:
		a.warnLine(fmt.Sprintf("%q is no transport protocol", clip(name)))
	}
	return interp.Port(num, proto)
}
