package logs

import (
	"fmt"
	"slices"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A column is a field of a log.
type column struct {
	name  string
	typ   string // as in the header
	key   string // the name as a JSON string with a colon
	index []int  // fields to go through, from the stream's record inwards
	ext   bool   // from the extension's record instead
}

func (c column) equal(d column) bool {
	return c.name == d.name && c.typ == d.typ && c.ext == d.ext && slices.Equal(c.index, d.index)
}

// A naming says which fields become columns, and what these are called.
type naming struct {
	prefix    string
	separator string            // between the names of nested fields
	include   map[string]bool   // nil for all
	exclude   map[string]bool   // by the names before they are mapped
	names     map[string]string // to be called otherwise
}

// newColumns lists the columns of a record type.
func newColumns(t *resolve.Type, how naming) ([]column, error) {
	all, err := appendColumns([]column{}, t, how.prefix, how.separator, nil)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, c := range all {
		if how.include != nil && !how.include[c.name] || how.exclude[c.name] {
			continue
		}
		if name, ok := how.names[c.name]; ok {
			c.name = name
		}
		c.key = string(append(interp.AppendJSONString(nil, c.name), ':'))
		kept = append(kept, c)
	}
	return kept, nil
}

// maxRecordDepth bounds how deeply records may be nested in a log's columns; a
// record that holds itself has no end.
const maxRecordDepth = 16

func appendColumns(cols []column, t *resolve.Type, prefix, separator string, index []int) ([]column, error) {
	if len(index) > maxRecordDepth {
		return nil, fmt.Errorf("records nested too deeply at column %s", prefix)
	}
	for _, f := range t.Fields {
		if !f.Log {
			continue
		}
		path := append(index[:len(index):len(index)], f.Index)
		name := prefix + f.Name
		if f.Type.Kind == resolve.Record {
			var err error
			if cols, err = appendColumns(cols, f.Type, name+separator, separator, path); err != nil {
				return nil, err
			}
			continue
		}
		typ, ok := typeName(f.Type)
		if !ok {
			return nil, fmt.Errorf("column %s: values of type %s cannot be logged", name, f.Type)
		}
		cols = append(cols, column{name: name, typ: typ, index: path})
	}
	return cols, nil
}

// typeName is the type as a log's header gives it.
func typeName(t *resolve.Type) (string, bool) {
	switch t.Kind {
	case resolve.Set:
		if len(t.Index) == 1 && t.Index[0].IsAtomic() {
			return "set[" + t.Index[0].Kind.String() + "]", true
		}
	case resolve.Vector:
		if t.Elem.IsAtomic() {
			return "vector[" + t.Elem.Kind.String() + "]", true
		}
	case resolve.Callable, resolve.File:
		return strings.ToLower(t.Kind.String()), true
	default:
		return t.Kind.String(), t.IsAtomic()
	}
	return "", false
}

// of returns the column's value in a record, or in that of the extension,
// which may be nil. It may be unset.
func (c *column) of(r, ext *interp.Record) interp.Value {
	if c.ext {
		if r = ext; r == nil {
			return interp.Value{}
		}
	}
	if len(c.index) == 1 {
		return r.At(c.index[0])
	}
	last := len(c.index) - 1
	for _, i := range c.index[:last] {
		v := r.At(i)
		if !v.IsSet() {
			return interp.Value{}
		}
		r = v.Record()
	}
	return r.At(c.index[last])
}
