package builtin

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// containerFuncs works on tables, sets and vectors.
func containerFuncs() table {
	return table{
		"clear_table":  clearTable,
		"all_set":      func(c call) (value, error) { return boolean(allOf(c, "all_set", true)) },
		"any_set":      func(c call) (value, error) { return boolean(!allOf(c, "any_set", false)) },
		"resize":       resize,
		"length":       length,
		"sort":         sortVector,
		"order":        order,
		"table_keys":   tableKeys,
		"table_values": tableValues,
	}
}

// allOf reports whether all elements are want; a hole is F. An argument that is
// no vector of bool is an error message, and not.
func allOf(c call, name string, want bool) bool {
	t := c.Args[0].Type()
	if t.Kind != resolve.Vector || t.Elem.Kind != resolve.Bool && c.Vector(0).Len() > 0 {
		c.Error("%s() requires vector of bool", name)
		return !want
	}
	for _, e := range c.Vector(0).Elems() {
		if (e.IsSet() && e.Bool()) != want {
			return false
		}
	}
	return true
}

// resize sets the length of a vector and gives the old one.
func resize(c call) (value, error) {
	if c.Args[0].Kind() != resolve.Vector {
		c.Error("resize() operates on vectors")
		return count(0)
	}
	v, n := c.Vector(0), c.Count(1)
	old := v.Len()
	if n > uint64(old)+interp.MaxHoles {
		return none, fmt.Errorf("making %d elements of %d", n, old)
	}
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

// ordering gives the elements of the vector and how they compare: by the
// second argument, a function(a, b): int, or in the order of values.
func ordering(c call, name string) ([]value, func(a, b value) int, error) {
	if c.Args[0].Kind() != resolve.Vector {
		return nil, nil, fmt.Errorf("%s() requires vector", name)
	}
	if len(c.Args) > 2 {
		return nil, nil, fmt.Errorf("%s() called with extraneous argument", name)
	}
	v := c.Vector(0)
	if len(c.Args) < 2 {
		switch k := v.Value().Type().Elem.Kind; k {
		case resolve.Record, resolve.Table, resolve.Set, resolve.Vector, resolve.Callable, resolve.Opaque, resolve.File, resolve.Pattern:
			return nil, nil, fmt.Errorf("comparison function required for %s() with %s", name, v.Value().Type())
		}
		return v.Elems(), interp.Compare, nil
	}
	if c.Args[1].Kind() != resolve.Callable {
		return nil, nil, fmt.Errorf("second argument to %s() needs to be comparison function", name)
	}
	f := c.Args[1].Func()
	sig := f.Type().Sig
	fits := sig.Flavour == resolve.Function && len(sig.Params) == 2 && sig.Result.IsIntegral()
	for _, p := range sig.Params {
		fits = fits && (p.Type.Kind == resolve.Any || resolve.Same(p.Type, v.Value().Type().Elem))
	}
	if !fits {
		return nil, nil, fmt.Errorf("invalid comparison function in call to %s()", name)
	}
	return v.Elems(), func(a, b value) int {
		if !a.IsSet() || !b.IsSet() {
			return interp.Compare(a, b) // holes first
		}
		return cmp.Compare(c.Call(f, a, b).Int(), 0)
	}, nil
}

// sortVector sorts in place, stably, and gives the vector.
func sortVector(c call) (value, error) {
	elems, compare, err := ordering(c, "sort")
	if err != nil {
		c.Error("%v", err)
		return c.Args[0], nil
	}
	slices.SortStableFunc(elems, compare)
	return c.Args[0], nil
}

// order gives the indices of the elements in the order of sort.
func order(c call) (value, error) {
	elems, compare, err := ordering(c, "order")
	if err != nil {
		c.Error("%v", err)
	}
	index := make([]value, len(elems))
	for i := range index {
		index[i] = interp.Count(uint64(i))
	}
	slices.SortStableFunc(index, func(a, b value) int { return compare(elems[a.Count()], elems[b.Count()]) })
	return interp.NewVector(c.Result, index...).Value(), nil
}

// clearTable removes all entries without calling &expire_func.
func clearTable(c call) (value, error) {
	if !isTable(c.Args[0]) {
		c.Error("clear_table() requires a table/set argument")
		return none, nil
	}
	c.In.ClearTable(c.Table(0))
	return none, nil
}

func isTable(v value) bool { return v.Kind() == resolve.Table || v.Kind() == resolve.Set }

// keysOf lists the keys of a table in the order of iteration.
func keysOf(t *interp.Table) []value {
	keys := make([]value, 0, t.Len())
	for i := range t.Cap() {
		if t.Live(i) {
			keys = append(keys, t.Key(i))
		}
	}
	return keys
}

// sortedKeys lists the keys of a Go map in an order that repeats.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// tableKeys gives the set of a table's keys.
func tableKeys(c call) (value, error) {
	if !isTable(c.Args[0]) {
		return none, errors.New("requires a table argument")
	}
	t := c.Table(0)
	out := interp.NewTable(resolve.NewSet(t.Type().Index...))
	for i := range t.Cap() {
		if t.Live(i) {
			out.Add(t.Keys(i)...)
		}
	}
	return out.Value(), nil
}

// tableValues gives the vector of a table's values, in the order of iteration.
func tableValues(c call) (value, error) {
	if c.Args[0].Kind() != resolve.Table {
		return none, errors.New("requires a table argument")
	}
	t := c.Table(0)
	out := interp.NewVector(c.Result)
	for i := range t.Cap() {
		if t.Live(i) {
			out.Append(t.Yield(i))
		}
	}
	return out.Value(), nil
}
