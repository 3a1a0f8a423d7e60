package builtin

import (
	"fmt"
	"slices"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// optionFuncs is the module Option: changing options while scripts run. What
// cannot be set is an error message and F.
func optionFuncs() table {
	o := options{}
	return table{
		"Option::set":                o.set,
		"Option::set_change_handler": o.setHandler,
		"Option::any_set_to_any_vec": func(c call) (value, error) {
			return interp.NewVector(c.Result, keysOf(c.Table(0))...).Value(), nil
		},
	}
}

// A changeHandler sees the value that an option is to have, and may give it
// another.
type changeHandler struct {
	f        *interp.Func
	priority int64
}

// The options have their change handlers, by falling priority.
type options map[string][]changeHandler

// option returns the option that the first argument names, or nil and says so.
func option(c call) *resolve.Global {
	g := c.In.Program().Global(c.Str(0))
	switch {
	case g == nil:
		c.Error("ID '%s' does not exist", c.Str(0))
		return nil
	case !g.Option:
		c.Error("ID '%s' is not an option", c.Str(0))
		return nil
	}
	return g
}

// set runs the change handlers of an option; each gives the value that goes on
// to the next, and at last to the option.
func (o options) set(c call) (value, error) {
	g := option(c)
	if g == nil {
		return boolean(false)
	}
	v, ok := c.In.As(c.Args[1], g.Type)
	if !ok {
		c.Error("Incompatible type for set of ID '%s': got type '%s', need type '%s'", g.Name, c.Args[1].Type(), g.Type)
		return boolean(false)
	}
	for _, h := range o[g.Name] {
		args := []value{interp.String(g.Name), v}
		if len(h.f.Type().Sig.Params) > 2 {
			args = append(args, c.Args[2])
		}
		given := c.Call(h.f, args...)
		if !given.IsSet() {
			c.Error("%s gives no value for ID '%s'", h.f.Name, g.Name)
			return boolean(false)
		}
		if v, ok = c.In.As(given, g.Type); !ok {
			c.Error("Incompatible type for set of ID '%s': got type '%s', need type '%s'", g.Name, given.Type(), g.Type)
			return boolean(false)
		}
	}
	return boolean(c.In.SetGlobal(g.Name, v))
}

func (o options) setHandler(c call) (value, error) {
	g := option(c)
	if g == nil {
		return boolean(false)
	}
	if err := fits(c.Args[1], g); err != nil {
		c.Error("%v", err)
		return boolean(false)
	}
	h := changeHandler{c.Args[1].Func(), c.Int(2)}
	list := o[g.Name]
	at := slices.IndexFunc(list, func(other changeHandler) bool { return other.priority < h.priority })
	if at < 0 {
		at = len(list)
	}
	o[g.Name] = slices.Insert(slices.Clone(list), at, h)
	return boolean(true)
}

// fits tells why v is no change handler of an option: that is a function(ID:
// string, new_value: T): T, perhaps with a location: string, or with any for T.
func fits(v value, g *resolve.Global) error {
	if v.Kind() != resolve.Callable || v.Func().Type().Sig.Flavour != resolve.Function {
		return fmt.Errorf("Option::on_change needs function argument; got '%s' for ID '%s'", v.Type(), g.Name)
	}
	sig := v.Func().Type().Sig
	if n := len(sig.Params); n != 2 && n != 3 {
		return fmt.Errorf("Wrong number of arguments for passed function in Option::on_change for ID '%s'; expected 2 or 3, got %d", g.Name, n)
	}
	for i, want := range []*resolve.Type{resolve.StringType, g.Type, resolve.StringType}[:len(sig.Params)] {
		if got := sig.Params[i].Type; got.Kind != resolve.Any && !resolve.Same(got, want) {
			return fmt.Errorf("%s argument of passed function has to be %s in Option::on_change for ID '%s'; got '%s'",
				[]string{"First", "Second", "Third"}[i], want, g.Name, got)
		}
	}
	if sig.Result.Kind != resolve.Any && !resolve.Same(sig.Result, g.Type) {
		return fmt.Errorf("Passed function needs to return type '%s' for ID '%s'; got '%s'", g.Type, g.Name, sig.Result)
	}
	return nil
}
