package interp

import (
	"slices"

	"brig/bro/resolve"
)

// A Grouping says how bodies of events and hooks form groups that can be
// switched off together.
type Grouping int

const (
	ByAttribute Grouping = iota // &group="name"
	ByModule                    // the module that the body stands in
)

type group struct {
	by   Grouping
	name string
}

func (c *code) belongs(g group) bool {
	if g.by == ByModule {
		return c.body.Module == g.name
	}
	return slices.Contains(c.body.Groups, g.name)
}

// eachHandler visits the bodies of all events and hooks.
func (in *Interp) eachHandler(f func(*code)) {
	for _, fn := range in.funcs {
		if fn.flavour() == resolve.Function {
			continue
		}
		for _, c := range fn.bodies {
			f(c)
		}
	}
}

// HasGroup reports whether any body of an event or hook is in the group.
func (in *Interp) HasGroup(by Grouping, name string) bool {
	g, has := group{by, name}, false
	in.eachHandler(func(c *code) { has = has || c.belongs(g) })
	return has
}

// SetGroup switches the bodies of a group on or off, and reports whether there
// is such a group. A body runs while none of its groups is off.
func (in *Interp) SetGroup(by Grouping, name string, on bool) bool {
	if !in.HasGroup(by, name) {
		return false
	}
	g := group{by, name}
	if on == !slices.Contains(in.groupsOff, g) {
		return true
	}
	if on {
		in.groupsOff = slices.DeleteFunc(in.groupsOff, func(o group) bool { return o == g })
	} else {
		in.groupsOff = append(in.groupsOff, g)
	}
	in.eachHandler(func(c *code) { c.off = slices.ContainsFunc(in.groupsOff, c.belongs) })
	return true
}
