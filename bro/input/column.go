package input

import (
	"errors"
	"fmt"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// A column is a field of a source.
type column struct {
	name     string // dotted, for fields of records within records
	typ      *resolve.Type
	optional bool   // a source need not have it
	needed   bool   // each line must have a value for it
	protocol string // of a port: the column that names its protocol, or ""
}

// A shape makes records of rows of columns.
type shape struct {
	typ    *resolve.Type
	fields []place
	empty  *interp.RecordMaker // nil until the first is made
}

// A place is where a column, or a record made of several, goes.
type place struct {
	field  int
	column int
	sub    *shape // nil for a column
}

// A layout collects the columns of record types.
type layout struct {
	columns []column
	// acceptUnsupported leaves out optional fields that no source can hold.
	acceptUnsupported bool
	leftOut           []string
}

// add appends the columns of t, depth first, and returns how a record is made of them.
func (l *layout) add(t *resolve.Type) (*shape, error) {
	return l.unroll(t, "", 0)
}

const maxNesting = 50

func (l *layout) unroll(t *resolve.Type, prefix string, depth int) (*shape, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("field %s: records are nested too deeply to be read", prefix)
	}
	s := &shape{typ: t}
	for i, f := range t.Fields {
		name := prefix + f.Name
		optional := f.Optional || f.Default() != nil
		if f.Type.Kind == resolve.Record {
			if optional && len(f.Type.Fields) > 0 {
				return nil, fmt.Errorf("field %s is an optional record, which cannot be told from one with unset fields", name)
			}
			sub, err := l.unroll(f.Type, name+".", depth+1)
			if err != nil {
				return nil, err
			}
			s.fields = append(s.fields, place{field: i, sub: sub})
			continue
		}
		if !readable(f.Type) {
			if l.acceptUnsupported && optional {
				l.leftOut = append(l.leftOut, name)
				continue
			}
			return nil, fmt.Errorf("field %s has type %s, which cannot be read from a source", name, f.Type)
		}
		c := column{name: name, typ: f.Type, optional: optional, needed: !optional}
		if f.Attrs != nil && f.Type.Kind == resolve.Port {
			c.protocol = f.Attrs.TypeColumn
		}
		s.fields = append(s.fields, place{field: i, column: len(l.columns)})
		l.columns = append(l.columns, c)
	}
	return s, nil
}

// readable reports whether a column can have this type.
func readable(t *resolve.Type) bool {
	switch t.Kind {
	case resolve.Set:
		return len(t.Index) == 1 && t.Index[0].IsAtomic()
	case resolve.Vector:
		return t.Elem != nil && t.Elem.IsAtomic()
	}
	return t.IsAtomic()
}

// record makes a record of a row.
func (s *shape) record(in *interp.Interp, row []interp.Value) interp.Value {
	if s.empty == nil {
		s.empty = in.RecordMaker(s.typ)
	}
	r := s.empty.New()
	for _, p := range s.fields {
		if p.sub != nil {
			r.SetAt(p.field, p.sub.record(in, row))
		} else if v := row[p.column]; v.IsSet() {
			r.SetAt(p.field, v)
		}
	}
	return r.Value()
}

// values makes one value for each field that is read.
func (s *shape) values(in *interp.Interp, row, to []interp.Value) []interp.Value {
	for _, p := range s.fields {
		if p.sub != nil {
			to = append(to, p.sub.record(in, row))
		} else {
			to = append(to, row[p.column])
		}
	}
	return to
}

// flatten undoes values: it puts the columns of a list of field values into row.
func (s *shape) flatten(vals, row []interp.Value) {
	for i, p := range s.fields {
		if p.sub == nil {
			row[p.column] = vals[i]
			continue
		}
		r := vals[i].Record()
		parts := make([]interp.Value, len(p.sub.fields))
		for j, q := range p.sub.fields {
			parts[j] = r.At(q.field)
		}
		p.sub.flatten(parts, row)
	}
}

// hashRow hashes columns such that an unset one differs from all others.
func hashRow(row []interp.Value) uint64 {
	const odd = 0x9e3779b97f4a7c15
	var h uint64
	for _, v := range row {
		h = (h ^ h>>29) * odd
		if v.IsSet() {
			h += v.Hash()
		} else {
			h += odd
		}
	}
	return h ^ h>>32
}

// recordType takes a record type that a description holds as a value.
func recordType(desc *interp.Record, field string) (*resolve.Type, error) {
	v := desc.Field(field)
	if !v.IsSet() {
		return nil, fmt.Errorf("$%s is missing", field)
	}
	if v.Kind() != resolve.TypeType || v.TypeValue() == nil || v.TypeValue().Kind != resolve.Record {
		return nil, fmt.Errorf("$%s must be a record type, not a value of type %s", field, v.Type())
	}
	if len(v.TypeValue().Fields) == 0 {
		return nil, fmt.Errorf("$%s: %s has no fields", field, v.TypeValue())
	}
	return v.TypeValue(), nil
}

var errNoEvent = errors.New("must be an event")

// count is the number of columns of s.
func (s *shape) count() int {
	n := 0
	for _, p := range s.fields {
		if p.sub != nil {
			n += p.sub.count()
		} else {
			n++
		}
	}
	return n
}
