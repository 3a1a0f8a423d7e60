package resolve

import "brig/bro/syntax"

// This file checks attributes.

// A place is where attributes stand.
type place uint8

const (
	onVariable place = iota
	onLocal
	onField
	onType
	onCtor
)

// attrs checks the attributes of something of type t and gives them typed, nil if none matters.
func (r *resolver) attrs(module string, list []*syntax.Attr, t *Type, where place) *Attrs {
	return r.attrsIn(r.top(module), list, t, where)
}

// attrsIn checks attributes whose expressions stand within fn.
func (r *resolver) attrsIn(fn *fn, list []*syntax.Attr, t *Type, where place) *Attrs {
	if len(list) == 0 {
		return nil
	}
	out := &Attrs{}
	seen := map[string]bool{}
	for _, a := range list {
		if seen[a.Name] && (a.Value != nil || a.Name == "deprecated") {
			r.errorf(a.Start, "duplicate &%s attribute is ambiguous", a.Name)
			continue
		}
		seen[a.Name] = true
		r.attr(fn, out, a, t, where)
	}
	if out.CreateExpire != nil && out.ReadExpire != nil || out.WriteExpire != nil && (out.CreateExpire != nil || out.ReadExpire != nil) {
		r.errorf(list[0].Start, "set/table can only have one of &read_expire, &write_expire, &create_expire")
	}
	return out
}

func (r *resolver) attr(fn *fn, out *Attrs, a *syntax.Attr, t *Type, where place) {
	isTable := t.Kind == Table || t.Kind == Set || t.Kind == Invalid
	needsValue := func() bool {
		if a.Value == nil {
			r.errorf(a.Start, "&%s needs a value", a.Name)
		}
		return a.Value != nil
	}
	table := func() bool {
		if !isTable {
			r.errorf(a.Start, "&%s only applicable to sets and tables, not to %s", a.Name, t)
		}
		return isTable && needsValue()
	}
	switch a.Name {
	case "redef", "optional", "log", "ordered", "raw_output", "synchronized", "is_used", "is_assigned":
		if a.Value != nil {
			r.errorf(a.Start, "&%s takes no value; an initial value stands before the attributes", a.Name)
		}
	}
	switch a.Name {
	case "redef":
		out.Redef = true
		if where != onVariable && where != onLocal && where != onType {
			r.errorf(a.Start, "&redef only applicable to globals")
		}
	case "optional", "log":
		if a.Name == "log" {
			out.Log = true
			if where == onField && !canLog(t) {
				r.errorf(a.Start, "&log applied to a type that cannot be logged: %s", t)
			}
		} else {
			out.Optional = true
		}
		if where != onField && where != onType {
			r.errorf(a.Start, "&%s only applicable to record fields", a.Name)
		}
	case "default", "default_insert":
		if needsValue() {
			r.defaultAttr(fn, out, a, t, where)
			out.DefaultInsert = a.Name == "default_insert"
			if out.Table != nil {
				out.Table.DefaultInsert = out.DefaultInsert
			}
		}
	case "create_expire", "read_expire", "write_expire":
		if !table() {
			return
		}
		x := r.convert(r.expr(fn, a.Value, IntervalType), IntervalType, "&"+a.Name)
		switch a.Name {
		case "create_expire":
			out.CreateExpire = x
		case "read_expire":
			out.ReadExpire = x
		default:
			out.WriteExpire = x
		}
	case "expire_func", "on_change":
		if !table() {
			return
		}
		x := r.expr(fn, a.Value, nil)
		if x.Type().Kind != Callable && x.Type().Kind != Invalid {
			r.errorf(a.Start, "&%s attribute is not a function", a.Name)
			return
		}
		if sig := x.Type().Sig; sig != nil && sig.Flavour != Function {
			r.errorf(a.Start, "&%s attribute is not a function", a.Name)
			return
		}
		if a.Name == "on_change" {
			out.OnChange = x
		} else {
			out.ExpireFunc = r.expireFunc(x, t, a.Start)
		}
	case "add_func", "delete_func":
		if needsValue() {
			x := r.expr(fn, a.Value, nil)
			if x.Type().Kind != Callable && x.Type().Kind != Invalid {
				r.errorf(a.Start, "&%s attribute is not a function", a.Name)
			}
			if a.Name == "add_func" {
				out.AddFunc = x
			} else {
				out.DeleteFunc = x
			}
		}
	case "type_column":
		if needsValue() {
			if s, ok := a.Value.(*syntax.Literal); ok {
				out.TypeColumn, _ = s.Value.(string)
			}
			if t.Kind != Port && t.Kind != Invalid || out.TypeColumn == "" {
				r.errorf(a.Start, "&type_column is for ports and needs the name of a column")
			}
		}
	case "broker_store", "backend":
		if needsValue() {
			x := r.expr(fn, a.Value, nil)
			if a.Name == "backend" {
				out.Backend = x
			} else {
				out.BrokerStore = x
			}
		}
	case "deprecated":
		if lit, ok := a.Value.(*syntax.Literal); a.Value != nil && (!ok || lit.Token != syntax.STRING) {
			r.errorf(a.Start, "'&deprecated=...' expression must be a string literal")
		}
	case "group":
		if s, ok := a.Value.(*syntax.Literal); ok {
			if name, ok := s.Value.(string); ok {
				out.Groups = append(out.Groups, name)
			}
		}
	case "ordered":
		out.Ordered = true
	case "raw_output":
		out.RawOutput = true
	case "synchronized":
		out.Synchronized = true
	case "is_used":
		out.IsUsed = true
	case "is_assigned":
		out.IsAssigned = true
	case "error_handler":
		out.ErrorHandler = true
	case "priority":
		r.errorf(a.Start, "&priority only applicable to event, hook and function bodies")
	}
}

// defaultAttr checks &default: the value of a field, or what a table gives for missing keys.
func (r *resolver) defaultAttr(fn *fn, out *Attrs, a *syntax.Attr, t *Type, where place) {
	if where == onField {
		if t.Kind == Table {
			// "&default=0" on a field of table type is meant for the table.
			n := len(r.errors)
			x := r.expr(fn, a.Value, t)
			if k := x.Type().Kind; k != Table && k != Set && k != Invalid && len(r.errors) == n {
				out.Table = &Attrs{}
				r.tableDefault(out.Table, x, t, a)
				return
			}
			out.Default = r.convert(x, t, "&default value")
			return
		}
		out.Default = r.convert(r.expr(fn, a.Value, t), t, "&default value")
		return
	}
	if t.Kind == Invalid {
		r.expr(fn, a.Value, nil)
		return
	}
	if t.Kind != Table {
		r.errorf(a.Start, "&default only applicable to tables, record fields and parameters, not to %s", t)
		return
	}
	if t.Untyped {
		return
	}
	r.tableDefault(out, r.expr(fn, a.Value, t.Elem), t, a)
}

func (r *resolver) tableDefault(out *Attrs, x Expr, t *Type, a *syntax.Attr) {
	xt := x.Type()
	if xt.Kind == Callable && (t.Elem.Kind != Callable || !fits(xt, t.Elem)) {
		sig := xt.Sig
		if sig.Flavour != Function || len(sig.Params) != len(t.Index) {
			r.errorf(a.Start, "&default function type clash: it must take the index of %s and give its yield", t)
			return
		}
		for i, p := range sig.Params {
			if !fits(t.Index[i], p.Type) {
				r.errorf(a.Start, "&default function type clash: parameter %s is %s, the index %s", p.Name, p.Type, t.Index[i])
			}
		}
		if !fits(sig.Result, t.Elem) {
			r.errorf(a.Start, "&default function type clash: it gives %s, the table holds %s", sig.Result, t.Elem)
		}
		out.Default, out.DefaultFunc = x, true
		return
	}
	out.Default = r.convert(x, t.Elem, "&default value")
}

// expireFunc checks the signature: the table, then its index as one any or part by part.
func (r *resolver) expireFunc(x Expr, t *Type, pos syntax.Pos) Expr {
	if x.Type().Kind != Callable || t.Kind == Invalid {
		return x
	}
	sig := x.Type().Sig
	ok := sig.Flavour == Function && (sig.Result.Kind == Interval || sig.Result.Kind == Invalid) &&
		(len(sig.Params) == 2 || len(sig.Params) == 1+len(t.Index))
	if ok && !fits(t, sig.Params[0].Type) {
		ok = false
	}
	if ok && len(sig.Params) == 1+len(t.Index) {
		for i, it := range t.Index {
			p := sig.Params[i+1].Type
			ok = ok && (fits(it, p) || len(t.Index) > 1 && p.Kind == Any)
		}
	} else if ok && sig.Params[1].Type.Kind != Any {
		ok = false // a composite index as one value is an any
	}
	if !ok {
		r.errorf(pos, "&expire_func type clash: %s does not take %s and its index and give an interval", x.Type(), t)
	}
	return x
}

// canLog reports whether values of t can be written to a log.
func canLog(t *Type) bool {
	switch t.Kind {
	case Set:
		return len(t.Index) == 1 && (t.Index[0].IsAtomic() || t.Index[0].Kind == Invalid)
	case Vector:
		return t.Elem.IsAtomic() || t.Elem.Kind == Invalid
	case Record:
		return true
	case Callable, File, Invalid:
		return true
	}
	return t.IsAtomic()
}
