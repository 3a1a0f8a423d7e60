package logs

import (
	"fmt"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A column is a field of a log.
type column struct {
	name  string
	typ   string // as in the header
	index []int  // fields to go through, from the stream's record inwards
}

// newColumns lists the columns of a record type: those in include, unless it is
// nil, without those in exclude.
func newColumns(t *resolve.Type, include, exclude map[string]bool) ([]column, error) {
	cols, err := appendColumns([]column{}, t, "", nil)
	if err != nil {
		return nil, err
	}
	kept := cols[:0]
	for _, c := range cols {
		if include != nil && !include[c.name] || exclude[c.name] {
			continue
		}
		kept = append(kept, c)
	}
	return kept, nil
}

// maxRecordDepth bounds how deeply records may be nested in a log's columns; a
// record that holds itself has no end.
const maxRecordDepth = 16

func appendColumns(cols []column, t *resolve.Type, prefix string, index []int) ([]column, error) {
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
			if cols, err = appendColumns(cols, f.Type, name+".", path); err != nil {
				return nil, err
			}
			continue
		}
		typ, ok := typeName(f.Type)
		if !ok {
			return nil, fmt.Errorf("column %s: values of type %s cannot be logged", name, f.Type)
		}
		cols = append(cols, column{name, typ, path})
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

// of returns the column's value in a record; it may be unset.
func (c *column) of(r *interp.Record) interp.Value {
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
