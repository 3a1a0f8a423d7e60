package resolve

import (
	"slices"

	"brig/bro/syntax"
)

// This file checks statements.

func (r *resolver) stmt(fn *fn, s syntax.Stmt) Stmt {
	switch s := s.(type) {
	case *syntax.BlockStmt:
		return r.block(fn, s.Span, s.Stmts)
	case *syntax.ExprStmt:
		x := r.expr(fn, s.X, nil)
		if x.Type().Kind != Invalid && pure(x) {
			r.warnf(s.Start, "expression value ignored")
		}
		return &ExprStmt{s.Span, x}
	case *syntax.LocalStmt:
		return r.localStmt(fn, s)
	case *syntax.PrintStmt:
		return r.print(fn, s)
	case *syntax.EventCall:
		if ev := r.raise(fn, s); ev != nil {
			return ev
		}
		return &Block{Span: s.Span}
	case *syntax.IfStmt:
		out := &If{Span: s.Span, Cond: r.test(fn, s.Cond, "if")}
		out.Then = r.scoped(fn, s.Then)
		if s.Else != nil {
			out.Else = r.scoped(fn, s.Else)
		}
		return out
	case *syntax.SwitchStmt:
		return r.switchStmt(fn, s)
	case *syntax.ForStmt:
		return r.forStmt(fn, s)
	case *syntax.WhileStmt:
		out := &While{Span: s.Span, Cond: r.test(fn, s.Cond, "while")}
		fn.loops++
		out.Body = r.scoped(fn, s.Body)
		fn.loops--
		return out
	case *syntax.BranchStmt:
		return r.branch(fn, s)
	case *syntax.ReturnStmt:
		return r.returnStmt(fn, s)
	case *syntax.AddStmt:
		return r.add(fn, s)
	case *syntax.DeleteStmt:
		return r.delete(fn, s)
	case *syntax.WhenStmt:
		return r.when(fn, s)
	case *syntax.AssertStmt:
		out := &Assert{Span: s.Span, Cond: r.as(fn, s.Cond, BoolType, "assert condition"), Text: s.Text}
		if s.Msg != nil {
			out.Msg = r.as(fn, s.Msg, StringType, "assert message")
		}
		return out
	}
	r.errorf(s.Pos(), "unexpected statement")
	return &Block{Span: s.Extent()}
}

func (r *resolver) block(fn *fn, span syntax.Span, list []syntax.Stmt) *Block {
	fn.push()
	out := &Block{Span: span}
	for _, s := range list {
		out.Stmts = append(out.Stmts, r.stmt(fn, s))
	}
	fn.pop()
	return out
}

// scoped checks a statement that is a scope of its own even without braces.
func (r *resolver) scoped(fn *fn, s syntax.Stmt) Stmt {
	fn.push()
	defer fn.pop()
	return r.stmt(fn, s)
}

// pure tells whether an expression does nothing but give a value.
func pure(x Expr) bool {
	switch x := x.(type) {
	case *LocalRef, *GlobalRef, *FuncRef, *Const:
		return true
	case *Unary:
		return pure(x.X)
	case *Size:
		return pure(x.X)
	case *FieldGet:
		return pure(x.X)
	case *FieldSet:
		return pure(x.X)
	case *Convert:
		return pure(x.X)
	case *Binary:
		return pure(x.X) && pure(x.Y)
	case *Match:
		return pure(x.Pattern) && pure(x.Str)
	case *Cond:
		return pure(x.C) && pure(x.X) && pure(x.Y)
	case *In:
		return pure(x.X) && !slices.ContainsFunc(x.Keys, impure)
	}
	return false
}

func impure(x Expr) bool { return !pure(x) }

// test checks a condition.
func (r *resolver) test(fn *fn, x syntax.Expr, what string) Expr {
	v := r.value(fn, x, BoolType)
	if v.Type().Kind != Bool && v.Type().Kind != Any && v.Type().Kind != Invalid {
		r.errorf(x.Pos(), "conditional in test must be boolean: %s condition is %s", what, v.Type())
		return invalid(x)
	}
	return r.convert(v, BoolType, what+" condition")
}

func (r *resolver) localStmt(fn *fn, s *syntax.LocalStmt) Stmt {
	if old := fn.scope.names[s.Name.Name]; old != nil || fn.scope.outer != nil && fn.scope.outer.outer == nil && fn.scope.outer.names[s.Name.Name] != nil {
		r.errorf(s.Name.Start, "%s is already defined in this block", s.Name.Name)
	} else {
		r.checkHides(fn, s.Name, "already a global identifier")
	}
	var t *Type
	if s.Type != nil {
		t = r.makeType(&syntax.Context{Module: fn.module}, s.Type)
		r.drain()
	}
	out := &LocalInit{Span: s.Span}
	if s.Init != nil {
		out.Init = r.value(fn, s.Init, t)
		if t == nil {
			t = r.inferred(out.Init, s.Init)
		}
		out.Init = r.convert(out.Init, t, "initialization of "+s.Name.Name)
	} else if t == nil {
		r.errorf(s.Name.Start, "%s needs a type or an initial value", s.Name.Name)
		t = invalidType
	}
	if s.Const && s.Init == nil {
		r.errorf(s.Name.Start, "const variable must be initialized: %s", s.Name.Name)
	}
	// Attributes are checked before the name is declared: they cannot mean it.
	attrs := r.attrsIn(fn, s.Attrs, t, onLocal)
	if attrs == nil {
		attrs = t.Attrs
	}
	if out.Init != nil {
		r.giveAttrs(out.Init, attrs)
	}
	out.Local = fn.declare(s.Name.Name, t, s.Name.Start)
	out.Local.Const = s.Const
	out.Local.Attrs = attrs
	return out
}

// localExpr checks "local NAME = X" within an expression. It is T, and the name is visible behind it.
func (r *resolver) localExpr(fn *fn, x *syntax.LocalExpr) Expr {
	v := r.value(fn, x.X, nil)
	if fn.scope == nil {
		r.errorf(x.Start, "a local variable needs a function, or a statement, around it")
		return invalid(x)
	}
	if fn.scope.names[x.Name.Name] != nil {
		r.errorf(x.Name.Start, "%s is already defined in this block", x.Name.Name)
	} else {
		r.checkHides(fn, x.Name, "already a global identifier")
	}
	l := fn.declare(x.Name.Name, r.inferred(v, x.X), x.Name.Start)
	set := &Assign{typed{x.Span, l.Type}, NoOp, &LocalRef{typed{x.Name.Span, l.Type}, l}, v}
	return &Is{typed{x.Span, BoolType}, set, l.Type}
}

func (r *resolver) print(fn *fn, s *syntax.PrintStmt) Stmt {
	out := &Print{Span: s.Span}
	for i, a := range s.Args {
		v := r.value(fn, a, nil)
		if i == 0 && v.Type().Kind == File {
			out.To = v
			continue
		}
		out.Args = append(out.Args, v)
	}
	return out
}

func (r *resolver) switchStmt(fn *fn, s *syntax.SwitchStmt) Stmt {
	out := &Switch{Span: s.Span, X: r.value(fn, s.X, nil)}
	t := out.X.Type()
	if !t.IsAtomic() && t.Kind != Any && t.Kind != Invalid || t.Kind == Pattern {
		r.errorf(s.X.Pos(), "cannot switch on %s", t)
		t = invalidType
	}
	seen := map[any]bool{}
	var types []*Type
	values := 0
	hasDefault := false
	fn.switches++
	for i, c := range s.Cases {
		oc := &Case{Span: c.Span, Default: c.Default}
		if c.Default && hasDefault {
			r.errorf(c.Start, "multiple default labels")
		}
		hasDefault = hasDefault || c.Default
		for _, x := range c.Values {
			if len(types) > 0 {
				r.errorf(x.Pos(), "cannot mix cases with expressions and types")
			}
			v := r.as(fn, x, t, "case label")
			if k, ok := constOf(v); ok {
				if seen[k] {
					r.errorf(x.Pos(), "duplicate case label value")
				}
				seen[k] = true
			} else if v.Type().Kind != Invalid {
				if g, ok := v.(*GlobalRef); !ok || !g.Global.Const {
					r.errorf(x.Pos(), "case label expression isn't constant")
				}
			}
			oc.Values = append(oc.Values, v)
			values++
		}
		fn.push()
		for _, tc := range c.Types {
			if values > 0 {
				r.errorf(tc.Start, "cannot mix cases with expressions and types")
			}
			ct := r.makeType(&syntax.Context{Module: fn.module}, tc.Type)
			if slices.ContainsFunc(types, func(t *Type) bool { return Same(t, ct) }) && ct.Kind != Invalid {
				r.errorf(tc.Start, "duplicate case label type: %s", ct)
			}
			types = append(types, ct)
			if t.Kind != Any && t.Kind != Invalid && !Same(t, ct) {
				r.errorf(tc.Start, "cannot cast %s to %s", t, ct)
			}
			var l *Local
			if tc.Name != nil && len(c.Types) > 1 {
				r.errorf(tc.Start, "cannot have multiple type cases in a label that names its value")
			}
			if tc.Name != nil {
				l = fn.declare(tc.Name.Name, ct, tc.Name.Start)
			}
			oc.Types = append(oc.Types, TypeCase{ct, l})
		}
		for _, b := range c.Body {
			oc.Body = append(oc.Body, r.stmt(fn, b))
		}
		fn.pop()
		if !terminates(c.Body) {
			r.errorf(c.Start, "case statement must end in break/fallthrough/return statement")
		}
		if i == len(s.Cases)-1 && len(c.Body) > 0 {
			if b, ok := c.Body[len(c.Body)-1].(*syntax.BranchStmt); ok && b.Token == syntax.FALLTHROUGH {
				r.warnf(b.Start, "fallthrough in the last case")
			}
		}
		out.Cases = append(out.Cases, oc)
	}
	fn.switches--
	return out
}

// terminates reports whether control never reaches the end of the statements.
func terminates(list []syntax.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *syntax.BranchStmt, *syntax.ReturnStmt:
		return true
	case *syntax.BlockStmt:
		return terminates(s.Stmts)
	case *syntax.IfStmt:
		return s.Else != nil && terminates([]syntax.Stmt{s.Then}) && terminates([]syntax.Stmt{s.Else})
	case *syntax.WhenStmt:
		return s.Return
	}
	return false
}

func (r *resolver) forStmt(fn *fn, s *syntax.ForStmt) Stmt {
	out := &For{Span: s.Span, X: r.value(fn, s.X, nil)}
	var keys []*Type
	var value *Type
	switch t := out.X.Type(); t.Kind {
	case Table, Set:
		if t.Untyped {
			r.errorf(s.X.Pos(), "cannot tell the type of %s", t)
			keys = []*Type{invalidType}
			break
		}
		keys, value = t.Index, t.Elem
	case Vector:
		keys, value = []*Type{CountType}, t.Elem
	case String:
		keys = []*Type{StringType}
	default:
		if t.Kind != Invalid {
			r.errorf(s.X.Pos(), "cannot iterate over %s", t)
		}
		for range s.Keys {
			keys = append(keys, invalidType)
		}
		value = invalidType
	}
	if len(s.Keys) == 1 && len(keys) > 1 {
		keys = []*Type{{Kind: List, Index: keys}}
	}
	if len(keys) != len(s.Keys) {
		r.errorf(s.Start, "wrong number of loop variables: the index has %d parts, found %d", len(keys), len(s.Keys))
	}
	if s.Value != nil && value == nil {
		r.errorf(s.Value.Start, "key value loop only support iteration over tables and vectors, not %s", out.X.Type())
		value = invalidType
	}
	fn.push()
	for i, id := range s.Keys {
		if i < len(keys) {
			out.Keys = append(out.Keys, r.loopVar(fn, id, keys[i]))
		} else {
			r.loopVar(fn, id, invalidType)
		}
	}
	if s.Value != nil {
		out.Value = r.loopVar(fn, *s.Value, value)
	}
	fn.loops++
	out.Body = r.stmt(fn, s.Body)
	fn.loops--
	fn.pop()
	return out
}

// loopVar makes a loop variable, or takes a local of that name and type.
func (r *resolver) loopVar(fn *fn, id syntax.Ident, t *Type) *Local {
	if id.Name == "_" {
		return nil
	}
	if l := fn.visible(id.Name); l != nil && fn.scope.names[id.Name] == nil {
		if Same(l.Type, t) {
			return l
		}
		r.errorf(id.Start, "type clash in iteration: loop variable %s is %s, expected %s", id.Name, l.Type, t)
	}
	r.checkHides(fn, id, "global used in for loop")
	return fn.declare(id.Name, t, id.Start)
}

func (r *resolver) branch(fn *fn, s *syntax.BranchStmt) Stmt {
	switch s.Token {
	case syntax.NEXT:
		if fn.loops == 0 {
			r.errorf(s.Start, "next statement used outside of loop")
		}
		return &Next{s.Span}
	case syntax.FALLTHROUGH:
		if fn.switches == 0 {
			r.errorf(s.Start, "fallthrough only allowed in switch statements")
		}
		return &Fallthrough{s.Span}
	}
	if fn.loops > 0 || fn.switches > 0 {
		return &Break{s.Span}
	}
	if fn.sig.Flavour == Hook {
		return &Veto{s.Span}
	}
	r.errorf(s.Start, "break statement used outside of for, while, or switch statement and not within a hook")
	return &Break{s.Span}
}

func (r *resolver) returnStmt(fn *fn, s *syntax.ReturnStmt) Stmt {
	out := &Return{Span: s.Span}
	if s.X == nil {
		if fn.sig.Flavour == Function && !fn.infer && fn.sig.Result.Kind != Void && fn.sig.Result.Kind != Any && fn.sig.Result.Kind != Invalid {
			r.errorf(s.Start, "return statement needs expression: the function gives %s", fn.sig.Result)
		}
		return out
	}
	switch {
	case fn.infer:
		v := r.value(fn, s.X, fn.result)
		if fn.result == nil {
			fn.result = r.inferred(v, s.X)
		}
		fn.returns = true
		out.X = r.convert(v, fn.result, "return value")
	case fn.sig.Flavour == Hook:
		// What a hook's body returns is not used; only break makes it F.
		out.X = r.as(fn, s.X, BoolType, "return value of a hook")
	case fn.sig.Flavour != Function:
		v := r.value(fn, s.X, nil)
		if v.Type().Kind != Invalid {
			r.errorf(s.Start, "%s must not return a value", [...]string{"function", "event", "hook"}[fn.sig.Flavour])
		}
	case fn.sig.Result.Kind == Void:
		if v := r.expr(fn, s.X, nil); v.Type().Kind != Invalid {
			r.errorf(s.Start, "return statement cannot have an expression: the function has no result")
		}
	default:
		out.X = r.as(fn, s.X, fn.sig.Result, "return value")
	}
	return out
}

func (r *resolver) add(fn *fn, s *syntax.AddStmt) Stmt {
	x, ok := s.X.(*syntax.Index)
	if !ok {
		r.errorf(s.Start, "illegal add statement: expected set[index]")
		r.expr(fn, s.X, nil)
		return &Block{Span: s.Span}
	}
	v := r.value(fn, x.X, nil)
	t := v.Type()
	if t.Kind == Invalid {
		for _, k := range x.Keys {
			r.expr(fn, k, nil)
		}
		return &Block{Span: s.Span}
	}
	if t.Kind != Set {
		r.errorf(s.Start, "illegal add statement: %s is no set", t)
		return &Block{Span: s.Span}
	}
	return &AddStmt{s.Span, v, r.keys(fn, x.Keys, t, x)}
}

func (r *resolver) delete(fn *fn, s *syntax.DeleteStmt) Stmt {
	if x, ok := s.X.(*syntax.Index); ok {
		v := r.value(fn, x.X, nil)
		switch t := v.Type(); t.Kind {
		case Table, Set:
			yield := t.Elem
			if t.Kind == Set {
				yield = VoidType
			}
			return &DeleteStmt{s.Span, &Index{typed{x.Span, yield}, v, r.keys(fn, x.Keys, t, x)}}
		case Invalid:
		default:
			r.errorf(s.Start, "illegal delete statement: cannot delete from %s", t)
		}
		return &Block{Span: s.Span}
	}
	v := r.value(fn, s.X, nil)
	switch x := v.(type) {
	case *FieldGet:
		if f := x.Field; !f.Optional && !f.defaulted && !f.Type.IsContainer() {
			r.errorf(s.Start, "illegal delete statement: field %s is not &optional", f.Name)
		}
		return &DeleteStmt{s.Span, v}
	case *LocalRef, *GlobalRef:
		if k := v.Type().Kind; k == Table || k == Set || k == Vector {
			return &DeleteStmt{s.Span, v}
		}
	}
	if v.Type().Kind != Invalid {
		r.errorf(s.Start, "illegal delete statement: expected an element of a table or set, or a record field")
	}
	return &Block{Span: s.Span}
}

func (r *resolver) when(fn *fn, s *syntax.WhenStmt) Stmt {
	out := &When{Span: s.Span, Returns: s.Return}
	if s.Return {
		fn.body.Waits, r.prog.Waits = true, true
		if fn.sig.Flavour != Function {
			r.errorf(s.Start, "return when is only possible in functions")
		}
	}
	r.captures(fn, s.Captures, func(l *Local, mode CaptureMode, _ syntax.Ident) {
		if l != nil {
			out.Captures = append(out.Captures, &Capture{l, l, mode})
		}
	})
	fn.push()
	defer fn.pop()
	out.Cond = r.test(fn, s.Cond, "when")
	// A break in the bodies belongs to nothing around them: they run later.
	loops, switches := fn.loops, fn.switches
	fn.loops, fn.switches = 0, 0
	defer func() { fn.loops, fn.switches = loops, switches }()
	out.Body = r.scoped(fn, s.Body)
	if s.Timeout != nil {
		out.Timeout = r.as(fn, s.Timeout, IntervalType, "when timeout")
		out.TimeoutBody = r.scoped(fn, s.TimeoutBody)
	}
	return out
}
