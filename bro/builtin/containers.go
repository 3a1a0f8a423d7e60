package builtin

import (
	"errors"
	"fmt"
	"slices"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// containerFuncs works on tables, sets and vectors.
func containerFuncs() table {
	return table{
		"clear_table": func(c call) (value, error) {
			c.In.ClearTable(c.Table(0))
			return none, nil
		},
		"all_set":      func(c call) (value, error) { return boolean(allOf(c, true)) },
		"any_set":      func(c call) (value, error) { return boolean(!allOf(c, false)) },
		"resize":       resize,
		"length":       length,
		"sort":         sortVector,
		"order":        order,
		"table_keys":   tableKeys,
		"table_values": tableValues,
	}
}

// allOf reports whether all elements are want.
func allOf(c call, want bool) bool {
	for _, e := range c.Vector(0).Elems() {
		if e.IsSet() && e.Bool() != want {
			return false
		}
	}
	return true
}

// resize sets the length of a vector and gives the old one.
func resize(c call) (value, error) {
	v, n := c.Vector(0), c.Count(1)
	if n > 1<<28 {
		return none, fmt.Errorf("vector of %d elements", n)
	}
	old := v.Len()
	v.Resize(int(n))
	return count(old)
}

func length(c call) (value, error) {
	switch c.Args[0].Kind() {
	case resolve.Table, resolve.Set:
		return count(c.Table(0).Len())
	case resolve.Vector:
		return count(c.Vector(0).Len())
	}
	c.Error("length: the argument must be a vector or table")
	return count(0)
}

// compare is the optional second argument, function(a, b): int, or the order
// of values, which numbers (and only they, in Bro) have.
func compare(c call) func(a, b value) int {
	if len(c.Args) < 2 {
		return interp.Compare
	}
	f := c.Args[1].Func()
	return func(a, b value) int { return int(min(max(c.Call(f, a, b).Int(), -1), 1)) }
}

// sortVector sorts in place, stably, and gives the vector.
func sortVector(c call) (value, error) {
	slices.SortStableFunc(c.Vector(0).Elems(), compare(c))
	return c.Args[0], nil
}

// order gives the indices of the elements in the order of sort.
func order(c call) (value, error) {
	elems := c.Vector(0).Elems()
	index := make([]value, len(elems))
	for i := range index {
		index[i] = interp.Count(uint64(i))
	}
	cmp := compare(c)
	slices.SortStableFunc(index, func(a, b value) int { return cmp(elems[a.Count()], elems[b.Count()]) })
	return interp.NewVector(c.Result, index...).Value(), nil
}

func tableKeys(c call) (value, error) {
	t := c.Table(0)
	out := interp.NewVector(c.Result)
	for i := range t.Cap() {
		if t.Live(i) {
			out.Append(t.Key(i))
		}
	}
	return out.Value(), nil
}

func tableValues(c call) (value, error) {
	t := c.Table(0)
	if t.IsSet() {
		return none, errors.New("a set has no values")
	}
	out := interp.NewVector(c.Result)
	for i := range t.Cap() {
		if t.Live(i) {
			out.Append(t.Yield(i))
		}
	}
	return out.Value(), nil
}
