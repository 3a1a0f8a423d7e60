package input

import (
	"bytes"
	"errors"
	"fmt"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A configReader reads files that set options, one in a line: its name,
// blanks, and the value as in a column of a log. Lines with "#" are comments.
//
// Each line is an entry of name and text; InputConfig::new_value gives the
// value as the option's type wants it, when it differs from the one that the
// reader has seen before.
type configReader struct {
	format
	textFile
	options map[string]*resolve.Type
	// last and current are the texts of the options that the last reading and this one have met.
	last, current map[string]string
	name, source  interp.Value
	resend        bool // lines that say nothing new are entries all the same
}

func newConfig(s *stream, columns []column, o *options) (*configReader, error) {
	const module = "InputConfig"
	if len(columns) != 2 || columns[0].typ.Kind != resolve.String || columns[1].typ.Kind != resolve.String {
		return nil, fmt.Errorf("the config reader gives two columns of type string: the name of an option and its value")
	}
	r := &configReader{
		textFile: newTextFile(s, ""),
		options:  map[string]*resolve.Type{},
		name:     interp.String(s.name),
		source:   interp.String(s.source),
		resend:   s.endRead != nil,
	}
	var err error
	if r.setSeparator, err = o.char(module, "set_separator"); err != nil {
		return nil, err
	}
	if r.noRetry, err = o.flag(module, "fail_on_file_problem"); err != nil {
		return nil, err
	}
	r.empty = o.text(module, "empty_field")
	r.warn = r.warnLine
	for _, g := range o.in.Program().Globals {
		if g.Option {
			r.options[g.Name] = g.Type
		}
	}
	r.begin, r.take = r.restart, r.takeLine
	r.whole = func() error { return nil }
	r.last = map[string]string{}
	return r, nil
}

func (r *configReader) restart() {
	r.line = 0
	r.current = map[string]string{}
}

// read is the method of reader.
func (r *configReader) read(req request, f *feed) {
	r.textFile.read(req, f)
	if r.mode != streaming && r.current != nil {
		r.last, r.current = r.current, nil
	}
}

// takeLine takes a line; it returns false when the reading is over.
func (r *configReader) takeLine(b []byte) bool {
	b = bytes.TrimSpace(r.next(b))
	if len(b) == 0 || b[0] == '#' {
		return true
	}
	end := bytes.IndexAny(b, " \t")
	if end < 0 {
		end = len(b)
	}
	name, text := string(b[:end]), trim(b[end:])
	t := r.options[name]
	switch {
	case t == nil:
		r.warnLine(fmt.Sprintf("there is no option %q; the line is left out", clip(b[:end])))
		return true
	case !readable(t) || t.Kind == resolve.Any:
		r.warnLine(fmt.Sprintf("option %s has type %s, which cannot be read from a file; the line is left out", name, t))
		return true
	}
	v, err := r.parse(t, text)
	if err != nil {
		r.warnLine(fmt.Sprintf("option %s: %v; the line is left out", name, err))
		return true
	}
	old, met := r.current[name]
	if !met {
		old, met = r.last[name]
	}
	same := met && old == string(text)
	r.current[name] = string(text)
	if !same || r.resend {
		row := [2]interp.Value{interp.String(name), interp.String(string(text))}
		if !r.feed.push(row[:], len(b)) {
			return false
		}
	}
	if !same {
		r.feed.raise("InputConfig::new_value", r.name, r.source, interp.String(name), v)
	}
	return true
}

var errNoValue = errors.New("has no value")

// parse reads the value of an option. An empty text is an empty string, or what
// the empty field says of sets and vectors; no element of those is empty.
func (r *configReader) parse(t *resolve.Type, text []byte) (interp.Value, error) {
	if len(text) > 0 {
		return r.value(t, text)
	}
	switch {
	case t.Kind == resolve.String:
		return interp.String(""), nil
	case t.Kind == resolve.Set && r.empty == "":
		return interp.NewTable(t).Value(), nil
	case t.Kind == resolve.Vector && r.empty == "":
		return interp.NewVector(t).Value(), nil
	}
	return interp.Value{}, errNoValue
}
