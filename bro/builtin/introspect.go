package builtin

import (
	"fmt"
	"slices"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// introspectionFuncs asks about the program itself.
func introspectionFuncs() table {
	group := func(by interp.Grouping, on bool) interp.Builtin {
		return func(c call) (value, error) {
			if !c.In.SetGroup(by, c.Str(0), on) {
				c.Error("no such event group: %s", c.Str(0))
				return boolean(false)
			}
			return boolean(true)
		}
	}
	has := func(by interp.Grouping) interp.Builtin {
		return func(c call) (value, error) { return boolean(c.In.HasGroup(by, c.Str(0))) }
	}
	return table{
		"type_name":                   func(c call) (value, error) { return str(typeName(c.Args[0])) },
		"type_aliases":                typeAliases,
		"lookup_ID":                   lookupID,
		"global_ids":                  globalIDs,
		"global_options":              globalOptions,
		"global_sizes":                func(c call) (value, error) { return footprints(c, false) },
		"global_container_footprints": func(c call) (value, error) { return footprints(c, true) },
		"record_fields":               recordFields,
		"record_type_to_vector":       recordTypeToVector,
		"enum_names":                  enumNames,
		"val_size":                    func(c call) (value, error) { return count(Footprint(c.Args[0])) },
		"val_footprint":               func(c call) (value, error) { return count(Footprint(c.Args[0])) },
		"same_object":                 sameObject,
		"backtrace":                   backtrace,
		"is_event_handled":            eventHandled,
		"enable_event_group":          group(interp.ByAttribute, true),
		"disable_event_group":         group(interp.ByAttribute, false),
		"has_event_group":             has(interp.ByAttribute),
		"enable_module_events":        group(interp.ByModule, true),
		"disable_module_events":       group(interp.ByModule, false),
		"has_module_events":           has(interp.ByModule),
		"find_in_zeekpath":            findScript,
	}
}

// typeName is the type as Bro shows it.
func typeName(v value) string {
	if v.Kind() == resolve.TypeType {
		return "type " + v.TypeValue().Describe()
	}
	return v.Type().Describe()
}

// typeAliases gives the name of the type of a value, or of a type, if it has
// one; an alias is the type itself here, so that there are no others.
func typeAliases(c call) (value, error) {
	out := interp.NewTable(c.Result)
	if t := typeOf(c, c.Args[0]); t != nil && t.Name != "" && t.Kind != resolve.Opaque {
		out.Add(interp.String(t.Name))
	}
	return out.Value(), nil
}

// typeOf is the type that v stands for, names (if it is a string) or has.
func typeOf(c call, v value) *resolve.Type {
	switch v.Kind() {
	case resolve.TypeType:
		return v.TypeValue()
	case resolve.String:
		if t := c.In.Type(v.Str()); t != nil {
			return t
		}
	}
	return v.Type()
}

// lookupID gives the global, function, enum constant or type of a name, or
// the string "<unknown id>" or "<no ID value>".
func lookupID(c call) (value, error) {
	name := c.Str(0)
	if v, ok := c.In.Global(name); ok {
		if !v.IsSet() {
			return str("<no ID value>")
		}
		return v, nil
	}
	if f := function(c, name); f != nil {
		return f.Value(), nil
	}
	if v, ok := c.In.EnumValue(name); ok {
		return v, nil
	}
	if t := c.In.Type(name); t != nil {
		return interp.TypeValue(t), nil
	}
	return str("<unknown id>")
}

// function gives the function, event or hook of a name; bro_init is zeek_init.
func function(c call, name string) *interp.Func {
	f := c.In.Func(name)
	if older, ok := strings.CutPrefix(name, "bro_"); ok && f == nil {
		f = c.In.Func("zeek_" + older)
	}
	return f
}

// globalIDs describes all global names: variables, functions, events, hooks,
// types and enum constants, as table[string] of script_id.
func globalIDs(c call) (value, error) {
	out := interp.NewTable(c.Result)
	describe := func(name string, t *resolve.Type, v value, flags ...string) {
		r := c.In.NewRecord(c.Result.Elem)
		set(r, "type_name", interp.String(t.Describe()))
		for _, f := range []string{"exported", "constant", "enum_constant", "option_value", "redefinable", "broker_backend"} {
			set(r, f, interp.Bool(slices.Contains(flags, f)))
		}
		if v.IsSet() {
			set(r, "value", v)
		}
		out.Put([]value{interp.String(name)}, r.Value())
	}
	prog := c.In.Program()
	for _, g := range prog.Globals {
		var flags []string
		for name, on := range map[string]bool{
			"exported": g.Exported, "constant": g.Const && !g.Option, "option_value": g.Option,
			"redefinable": g.Option || g.Attrs != nil && g.Attrs.Redef,
		} {
			if on {
				flags = append(flags, name)
			}
		}
		v, _ := c.In.Global(g.Name)
		describe(g.Name, g.Type, v, flags...)
	}
	for _, f := range prog.Funcs {
		var flags []string
		if f.Exported || f.Builtin {
			flags = append(flags, "exported")
		}
		var v value
		if fn := c.In.Func(f.Name); fn != nil {
			v = fn.Value()
		}
		describe(f.Name, f.Type, v, flags...)
	}
	for _, t := range prog.Types {
		describe(t.Name, resolve.NewTypeType(t), none)
		for _, l := range t.Labels {
			describe(l.Name, t, interp.Enum(t, l.Value), "constant", "enum_constant")
		}
	}
	return out.Value(), nil
}

func globalOptions(c call) (value, error) {
	out := interp.NewTable(c.Result)
	for _, g := range c.In.Program().Globals {
		if g.Option {
			out.Add(interp.String(g.Name))
		}
	}
	return out.Value(), nil
}

// footprints gives the footprint of each global, functions included, or of those that hold others.
func footprints(c call, containers bool) (value, error) {
	t := interp.NewTable(c.Result)
	for _, g := range c.In.Program().Globals {
		if v, _ := c.In.Global(g.Name); v.IsSet() && (!containers || g.Type.IsContainer()) {
			t.Put([]value{interp.String(g.Name)}, interp.Count(uint64(Footprint(v))))
		}
	}
	if !containers {
		for _, f := range c.In.Program().Funcs {
			t.Put([]value{interp.String(f.Name)}, interp.Count(1))
		}
	}
	return t.Value(), nil
}

// recordFields describes the fields of a record, a record type or the name of
// one, in order, as table[string] of record_field.
func recordFields(c call) (value, error) {
	out := interp.NewTable(c.Result)
	t := typeOf(c, c.Args[0])
	if t.Kind != resolve.Record {
		c.Error("record_fields: the argument is no record, record type or name of one")
		return out.Value(), nil
	}
	var rec *interp.Record
	if c.Args[0].Kind() == resolve.Record {
		rec = c.Record(0)
	}
	fresh := c.In.NewRecord(t)
	for i, f := range t.Fields {
		r := c.In.NewRecord(c.Result.Elem)
		set(r, "type_name", interp.String(f.Type.Describe()))
		set(r, "log", interp.Bool(f.Log))
		set(r, "optional", interp.Bool(f.Optional))
		if rec != nil && rec.At(i).IsSet() {
			set(r, "value", rec.At(i))
		}
		if f.Default() != nil && fresh.At(i).IsSet() {
			set(r, "default_val", fresh.At(i))
		}
		out.Put([]value{interp.String(f.Name)}, r.Value())
	}
	return out.Value(), nil
}

// recordTypeToVector lists the fields of a record type, named or given as a type.
func recordTypeToVector(c call) (value, error) {
	t := typeOf(c, c.Args[0])
	if t.Kind != resolve.Record {
		return none, fmt.Errorf("%s is no record type", c.Args[0])
	}
	out := interp.NewVector(c.Result)
	for _, f := range t.Fields {
		out.Append(interp.String(f.Name))
	}
	return out.Value(), nil
}

// enumNames gives the labels of an enum type, named or given as a type; of
// anything else none.
func enumNames(c call) (value, error) {
	out := interp.NewTable(c.Result)
	if t := typeOf(c, c.Args[0]); c.Args[0].Kind() != resolve.Enum {
		for _, l := range t.Labels {
			out.Add(interp.String(l.Name))
		}
	}
	return out.Value(), nil
}

// backtrace lists the bodies that are running, innermost first, and where they begin.
func backtrace(c call) (value, error) {
	out := interp.NewVector(c.Result)
	for _, s := range c.In.Stack() {
		r := c.In.NewRecord(c.Result.Elem)
		set(r, "function_name", interp.String(s.Func))
		if s.Pos.IsValid() {
			set(r, "file_location", interp.String(s.Pos.File.Name))
			set(r, "line_location", interp.Count(uint64(s.Pos.Line)))
		}
		out.Append(r.Value())
	}
	return out.Value(), nil
}

func eventHandled(c call) (value, error) {
	f := function(c, c.Str(0))
	if f == nil || !f.IsEvent() {
		c.Error("is_event_handled: '%s' is not an event", c.Str(0))
		return boolean(false)
	}
	return boolean(f.HasHandlers())
}

// findScript gives the name of a script that was loaded under a name of the
// search path, or of the package of that name; "" if none was.
func findScript(c call) (value, error) {
	name := c.Str(0)
	if name == "" || name[0] == '.' || name[0] == '/' {
		c.Error("find_in_zeekpath: the path must not be relative or absolute: %q", name)
		return str("")
	}
	for _, suffix := range []string{"", ".bro", ".zeek", "/__load__.bro", "/__load__.zeek"} {
		for _, f := range c.In.Program().Files {
			if f.Name == name+suffix || len(f.Name) > len(name+suffix) && f.Name[len(f.Name)-len(name+suffix)-1:] == "/"+name+suffix {
				return str(f.Name)
			}
		}
	}
	return str("")
}

// Footprint counts the values that v consists of.
func Footprint(v interp.Value) int { return footprint(v, 0) }

func footprint(v value, depth int) int {
	if depth > 100 {
		return 1
	}
	n := 1
	switch v.Kind() {
	case resolve.Record:
		for i := range v.Record().Type().Fields {
			if f := v.Record().At(i); f.IsSet() {
				n += footprint(f, depth+1)
			}
		}
	case resolve.Vector:
		for _, e := range v.Vector().Elems() {
			n += footprint(e, depth+1)
		}
	case resolve.Table, resolve.Set:
		t := v.Table()
		for i := range t.Cap() {
			if !t.Live(i) {
				continue
			}
			for _, k := range t.Keys(i) {
				n += footprint(k, depth+1)
			}
			if !t.IsSet() {
				n += footprint(t.Yield(i), depth+1)
			}
		}
	}
	return n
}

// sameObject tells shared containers from copies.
func sameObject(c call) (value, error) { return boolean(interp.Same(c.Args[0], c.Args[1])) }
