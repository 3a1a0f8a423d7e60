package store

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Limits on a query.
const (
	MaxPath  = 128 // bytes in a field path
	MaxWhere = 16  // conditions
	MaxSort  = 8   // fields to order by
)

// A Query describes one page of the documents of a resource.
type Query struct {
	Where []Equal // all must hold
	Sort  []Order // first by the first; see Order
	Skip  int     // documents to pass over
	Limit int     // documents on the page, at least 1
}

// An Equal holds for documents in which the field has the value.
//
// Field is a path of names joined by dots, as in "cpu.model". It steps
// through objects only: what is inside an array cannot be named, and an array
// equals nothing. The paths "uuid", "created" and "updated" stand for these
// fields of the Document.
//
// Value is a string, bool, int64, float64 or nil; for created and updated a
// string in RFC 3339 form. Numbers are equal if their values are, so 1 equals
// 1.0. Nothing equals a value of another kind: true is not 1. Nil stands for
// null, and for a field that is absent.
type Equal struct {
	Field string
	Value any
}

// An Order sorts by a field. Documents without it come first (last if Desc),
// then numbers by value, then strings by their bytes. How arrays, objects and
// booleans are ordered is up to the store. Documents that are equal in all
// fields asked for are ordered by created, then uuid, which alone is the
// order if none is asked for.
type Order struct {
	Field string
	Desc  bool
}

// Check returns ErrBadQuery, with the reason, for a query no store answers.
func (q Query) Check() error {
	switch {
	case len(q.Where) > MaxWhere:
		return fmt.Errorf("%w: %d conditions; at most %d are supported", ErrBadQuery, len(q.Where), MaxWhere)
	case len(q.Sort) > MaxSort:
		return fmt.Errorf("%w: %d fields to sort by; at most %d are supported", ErrBadQuery, len(q.Sort), MaxSort)
	case q.Limit < 1 || q.Skip < 0:
		return fmt.Errorf("%w: no page of %d documents after %d", ErrBadQuery, q.Limit, q.Skip)
	}
	for _, w := range q.Where {
		if err := checkPath(w.Field); err != nil {
			return err
		}
		if err := w.check(); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrBadQuery, w.Field, err)
		}
	}
	for _, o := range q.Sort {
		if err := checkPath(o.Field); err != nil {
			return err
		}
	}
	return nil
}

func (e Equal) check() error {
	switch v := e.Value.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%v is not a number of JSON", v)
		}
	case nil, bool, int64, string:
	default:
		return fmt.Errorf("a %T is not a string, number, boolean or null", v)
	}
	if e.Field == "created" || e.Field == "updated" {
		_, err := e.Time()
		return err
	}
	return nil
}

// Time returns the value of a condition on created or updated.
func (e Equal) Time() (time.Time, error) {
	s, ok := e.Value.(string)
	if !ok {
		return time.Time{}, fmt.Errorf("value is not a time in RFC 3339 form")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time in RFC 3339 form", s)
	}
	return t, checkTime(t)
}

// checkPath accepts names as Parse accepts them, joined by dots.
func checkPath(path string) error {
	if len(path) > MaxPath {
		return fmt.Errorf("%w: a field path of %d bytes; at most %d are supported", ErrBadQuery, len(path), MaxPath)
	}
	for name := range strings.SplitSeq(path, ".") {
		if !validName(name) {
			return fmt.Errorf("%w: %q is not a field path (lower-case letters, digits and _, joined by dots)", ErrBadQuery, path)
		}
	}
	return nil
}
