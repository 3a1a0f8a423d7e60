package resolve

import "brig/bro/syntax"

// This file gives operators their types.

var binaryOps = map[syntax.Token]Op{
	syntax.PLUS: Add, syntax.MINUS: Sub, syntax.STAR: Mul, syntax.SLASH: Div, syntax.PERCENT: Mod,
	syntax.AMP: BitAnd, syntax.BAR: BitOr, syntax.CARET: BitXor, syntax.SHL: Shl, syntax.SHR: Shr,
	syntax.ANDAND: And, syntax.OROR: Or, syntax.EQ: Eq, syntax.NE: Ne, syntax.LT: Lt, syntax.LE: Le,
	syntax.GT: Gt, syntax.GE: Ge,
	syntax.PLUSEQ: Add, syntax.MINUSEQ: Sub, syntax.STAREQ: Mul, syntax.SLASHEQ: Div, syntax.PERCENTEQ: Mod,
	syntax.AMPEQ: BitAnd, syntax.BAREQ: BitOr, syntax.CARETEQ: BitXor, syntax.SHLEQ: Shl, syntax.SHREQ: Shr,
}

func (op Op) isComparison() bool { return op >= Eq && op <= Ge }

// widest gives the type that int, count and double are computed in together.
func widest(a, b *Type) *Type {
	switch {
	case a.Kind == Double || b.Kind == Double:
		return DoubleType
	case a.Kind == Int || b.Kind == Int:
		return IntType
	}
	return CountType
}

// number converts a numeric operand; unlike in assignments, count and int mix freely.
func (r *resolver) number(x Expr, t *Type) Expr {
	if x.Type().Kind == t.Kind || x.Type().Kind == Invalid {
		return x
	}
	if c, ok := x.(*Const); ok {
		if y := r.convertConst(c, t); y != nil {
			return y
		}
	}
	return &Convert{typed{x.Extent(), t}, x}
}

func (r *resolver) unary(fn *fn, x *syntax.Unary, want *Type) Expr {
	if x.Op == syntax.INC || x.Op == syntax.DEC {
		return r.incDec(fn, x)
	}
	v := r.value(fn, x.X, nil)
	t := v.Type()
	if t.Kind == Any && want != nil && want.Kind != Any {
		v = r.convert(v, want, "operand")
		t = want
	}
	elem := t
	if t.Kind == Vector && t.Elem != nil {
		elem = t.Elem
	}
	ok := elem.Kind == Invalid
	switch x.Op {
	case syntax.BANG:
		if elem.Kind == Bool {
			return &Unary{typed{x.Span, t}, Not, v}
		}
		if t.IsIntegral() { // any number but 0 counts as true
			return &Binary{typed{x.Span, BoolType}, Eq, v, &Const{typed{x.Span, t}, zero(t)}}
		}
	case syntax.TILDE:
		if elem.Kind == Count {
			return &Unary{typed{x.Span, t}, BitNot, v}
		}
	case syntax.PLUS:
		ok = ok || elem.IsNumeric() || elem.Kind == Interval
		if t.Kind == Count {
			return r.number(v, IntType)
		}
	case syntax.MINUS:
		if y := negated(v, x.Span); y != nil {
			return y
		}
		switch {
		case t.Kind == Count:
			return &Unary{typed{x.Span, IntType}, Neg, r.number(v, IntType)}
		case elem.Kind == Count:
			ints := NewVector(IntType)
			return &Unary{typed{x.Span, ints}, Neg, &Convert{typed{x.Span, ints}, v}}
		case elem.IsNumeric() || elem.Kind == Interval:
			return &Unary{typed{x.Span, t}, Neg, v}
		}
	}
	if !ok {
		r.errorf(x.Start, "%s not applicable to %s", x.Op, t)
		return invalid(x)
	}
	return v
}

func zero(t *Type) any {
	if t.Kind == Int {
		return int64(0)
	}
	return uint64(0)
}

// negated folds the sign into a constant; nil if v is none.
func negated(v Expr, span syntax.Span) Expr {
	c, ok := v.(*Const)
	if !ok {
		return nil
	}
	switch n := c.Value.(type) {
	case uint64:
		if c.T.Kind == Count && n <= 1<<63 {
			return &Const{typed{span, IntType}, int64(-n)}
		}
	case int64:
		if c.T.Kind == Int && n != -1<<63 {
			return &Const{typed{span, IntType}, -n}
		}
	case float64:
		return &Const{typed{span, c.T}, -n}
	}
	return nil
}

func (r *resolver) incDec(fn *fn, x *syntax.Unary) Expr {
	target := r.target(fn, x.X)
	t := target.Type()
	if t.Kind == Vector && t.Elem != nil {
		t = t.Elem
	}
	if !t.IsIntegral() && t.Kind != Invalid {
		r.errorf(x.Start, "%s not applicable to %s", x.Op, t)
		return invalid(x)
	}
	delta := 1
	if x.Op == syntax.DEC {
		delta = -1
	}
	return &IncDec{typed{x.Span, target.Type()}, target, delta}
}

func (r *resolver) binary(fn *fn, x *syntax.Binary) Expr {
	if x.Op == syntax.IN {
		return r.in(fn, x)
	}
	if x.Op == syntax.NOTIN {
		in := r.in(fn, x)
		if in.Type().Kind == Invalid {
			return in
		}
		return &Unary{typed{x.Span, BoolType}, Not, in}
	}
	op := binaryOps[x.Op]
	a := r.value(fn, x.X, nil)
	b := r.value(fn, x.Y, nil)
	return r.operate(op, a, b, x.Span)
}

// operate gives a op b.
func (r *resolver) operate(op Op, a, b Expr, span syntax.Span) Expr {
	at, bt := a.Type(), b.Type()
	if at.Kind == Invalid || bt.Kind == Invalid {
		return invalid(span)
	}
	// An any takes the type of the other operand.
	if at.Kind == Any && bt.Kind != Any {
		a = r.convert(a, bt, "operand")
		at = bt
	} else if bt.Kind == Any && at.Kind != Any {
		b = r.convert(b, at, "operand")
		bt = at
	}
	if at.Untyped != bt.Untyped {
		if at.Untyped {
			a = r.convert(a, bt, "operand")
		} else {
			b = r.convert(b, at, "operand")
		}
		at, bt = a.Type(), b.Type()
	}
	if x := r.vectorOperation(op, a, b, span); x != nil {
		return x
	}
	if x := r.operation(op, a, b, span); x != nil {
		return x
	}
	if at.Kind == Invalid || bt.Kind == Invalid {
		return invalid(span)
	}
	r.errorf(span.Start, "type clash: operator %s not applicable to %s and %s", op, at, bt)
	return invalid(span)
}

// operation gives a op b for operands that are no vectors, nil if there is no such operation.
func (r *resolver) operation(op Op, a, b Expr, span syntax.Span) Expr {
	at, bt := a.Type(), b.Type()
	result := func(t *Type) Expr { return &Binary{typed{span, t}, op, a, b} }
	switch {
	case at.IsNumeric() && bt.IsNumeric():
		t := widest(at, bt)
		switch op {
		case Mod, BitAnd, BitOr, BitXor, Shl, Shr:
			if t.Kind == Double {
				return nil
			}
		case And, Or:
			return nil
		}
		// A constant count next to an int is meant as int, next to a count it is one.
		a, b = r.number(a, t), r.number(b, t)
		if op.isComparison() {
			t = BoolType
		}
		r.warnConstants(op, a, b, span.Start)
		return result(t)
	case op.isComparison():
		return r.comparison(op, a, b, span)
	case at.Kind == Bool && bt.Kind == Bool:
		if op == And || op == Or {
			return result(BoolType)
		}
		return nil
	}
	switch {
	case at.Kind == String && bt.Kind == String && op == Add:
		return result(StringType)
	case at.Kind == Pattern && bt.Kind == Pattern && (op == BitAnd || op == BitOr):
		return result(PatternType)
	case at.Kind == Set && bt.Kind == Set && (op == BitAnd || op == BitOr || op == Sub || op == BitXor):
		if Same(at, bt) {
			return result(at)
		}
	case at.Kind == Interval && bt.Kind == Interval:
		switch op {
		case Add, Sub:
			return result(IntervalType)
		case Div:
			return result(DoubleType)
		}
	case at.Kind == Interval && bt.IsNumeric() && (op == Mul || op == Div):
		b = r.number(b, DoubleType)
		return result(IntervalType)
	case at.IsNumeric() && bt.Kind == Interval && op == Mul:
		a, b = b, r.number(a, DoubleType)
		return result(IntervalType)
	case at.Kind == Time && bt.Kind == Interval && (op == Add || op == Sub):
		return result(TimeType)
	case at.Kind == Interval && bt.Kind == Time && op == Add:
		a, b = b, a
		return result(TimeType)
	case at.Kind == Time && bt.Kind == Time && op == Sub:
		return result(IntervalType)
	case at.Kind == Addr && bt.IsIntegral() && op == Div:
		b = r.number(b, CountType)
		return result(SubnetType)
	}
	return nil
}

// warnConstants warns of operations on constants that will fail when they are reached.
func (r *resolver) warnConstants(op Op, a, b Expr, pos syntax.Pos) {
	y, _ := constOf(b)
	switch op {
	case Div, Mod:
		if y == uint64(0) || y == int64(0) || y == 0.0 {
			r.warnf(pos, "division by zero")
		}
	case Sub:
		x, _ := constOf(a)
		m, first := x.(uint64)
		n, second := y.(uint64)
		if first && second && m < n {
			r.warnf(pos, "count underflow")
		}
	}
}

// comparison gives a op b for a comparison of what is not numeric.
func (r *resolver) comparison(op Op, a, b Expr, span syntax.Span) Expr {
	at, bt := a.Type(), b.Type()
	equality := op == Eq || op == Ne
	if equality && (at.Kind == Pattern && bt.Kind == String || at.Kind == String && bt.Kind == Pattern) {
		if at.Kind == String {
			a, b = b, a
		}
		var m Expr = &Match{typed{span, BoolType}, a, b, true}
		if op == Ne {
			m = &Unary{typed{span, BoolType}, Not, m}
		}
		return m
	}
	// Times and intervals are compared with numbers as seconds.
	switch {
	case (at.Kind == Time || at.Kind == Interval) && bt.IsNumeric():
		return &Binary{typed{span, BoolType}, op, a, r.number(b, DoubleType)}
	case at.IsNumeric() && (bt.Kind == Time || bt.Kind == Interval):
		return &Binary{typed{span, BoolType}, op, r.number(a, DoubleType), b}
	}
	if at.Kind != bt.Kind {
		return nil
	}
	switch at.Kind {
	case String, Time, Interval, Port, Addr, Subnet:
	case Bool, Pattern, Any, TypeType:
		if !equality {
			return nil
		}
	case Enum:
		if !equality && !Same(at, bt) {
			return nil
		}
		if !Same(at, bt) {
			r.warnf(span.Start, "comparing labels of different enum types: %s and %s", at, bt)
		}
	case Set:
		if !Same(at, bt) {
			return nil
		}
	case Callable:
		if !equality || !Same(at, bt) && !fits(at, bt) {
			return nil
		}
	default:
		return nil
	}
	return &Binary{typed{span, BoolType}, op, a, b}
}

// vectorOperation gives a op b element by element, nil if neither is a vector.
func (r *resolver) vectorOperation(op Op, a, b Expr, span syntax.Span) Expr {
	at, bt := a.Type(), b.Type()
	av, bv := at.Kind == Vector && !at.Untyped, bt.Kind == Vector && !bt.Untyped
	if !av && !bv {
		return nil
	}
	elem := func(x Expr, t *Type, vector bool) Expr {
		if vector {
			return &Operand{typed{x.Extent(), t.Elem}}
		}
		return x
	}
	ae, be := elem(a, at, av), elem(b, bt, bv)
	var one Expr
	if op == And || op == Or {
		if ae.Type().Kind == Bool && be.Type().Kind == Bool {
			one = &Binary{typed{span, BoolType}, op, ae, be}
		}
	} else {
		one = r.operation(op, ae, be, span)
	}
	y, ok := one.(*Binary)
	if !ok {
		return nil
	}
	lift := func(x, e Expr, t *Type, vector bool) Expr {
		if !vector || e.Type() == t.Elem {
			if !vector {
				return e
			}
			return x
		}
		return &Convert{typed{x.Extent(), NewVector(e.Type())}, x}
	}
	if y.X.Type() != ae.Type() && y.Y.Type() == ae.Type() && y.X.Type() == be.Type() { // operands were exchanged
		a, b, at, bt, av, bv = b, a, bt, at, bv, av
	}
	return &Binary{typed{span, NewVector(y.T)}, op, lift(a, y.X, at, av), lift(b, y.Y, bt, bv)}
}

func (r *resolver) in(fn *fn, x *syntax.Binary) Expr {
	c := r.value(fn, x.Y, nil)
	t := c.Type()
	out := &In{typed: typed{x.Span, BoolType}, X: c}
	switch t.Kind {
	case Table, Set:
		if t.Untyped {
			r.value(fn, x.X, nil)
			return &Const{typed{x.Span, BoolType}, false}
		}
		n := len(r.errors)
		out.Keys = r.keys(fn, []syntax.Expr{x.X}, t, x.X)
		if out.Keys == nil && len(r.errors) > n {
			return invalid(x)
		}
		return out
	case Vector:
		k := r.value(fn, x.X, CountType)
		if k.Type().IsIntegral() {
			k = r.number(k, CountType)
		}
		out.Keys = []Expr{r.convert(k, CountType, "operand of in")}
		return out
	}
	k := r.value(fn, x.X, nil)
	kt := k.Type()
	switch {
	case kt.Kind == Invalid || t.Kind == Invalid:
		return invalid(x)
	case kt.Kind == Pattern && t.Kind == String:
		return &Match{typed{x.Span, BoolType}, k, c, false}
	case kt.Kind == String && t.Kind == String, t.Kind == Subnet && (kt.Kind == Addr || kt.Kind == Subnet):
		out.Keys = []Expr{k}
		return out
	}
	r.errorf(x.Start, "type clash: %s in %s", kt, t)
	return invalid(x)
}

func isBrace(x syntax.Expr) bool { _, ok := x.(*syntax.Brace); return ok }

// target checks what is assigned to.
func (r *resolver) target(fn *fn, x syntax.Expr) Expr {
	v := r.expr(fn, x, nil)
	switch t := v.(type) {
	case *LocalRef:
		if t.Local.Const {
			r.errorf(x.Pos(), "const is not a modifiable lvalue: %s", t.Local.Name)
		}
		t.Local.Assigned = true
		return v
	case *GlobalRef:
		if t.Global.Option {
			r.errorf(x.Pos(), "option is not a modifiable lvalue: %s (use Option::set)", t.Global.Name)
		} else if t.Global.Const {
			r.errorf(x.Pos(), "const is not a modifiable lvalue: %s", t.Global.Name)
		}
		return v
	case *FuncRef:
		// A declared event, hook or function that is assigned to is a variable.
		if e := r.use(fn.module, x.(*syntax.Name).Ident); e.varDecl != nil && !t.Func.Builtin && !isBuiltinFile(t.Func.Pos.File) {
			r.variables[e.name] = true
			return invalid(x)
		}
	case *Index, *FieldGet, *Slice:
		if ix, ok := t.(*Index); ok && ix.X.Type().Kind == String {
			break
		}
		if s, ok := t.(*Slice); ok && s.X.Type().Kind == String {
			break
		}
		return v
	}
	if v.Type().Kind != Invalid {
		r.errorf(x.Pos(), "requires lvalue: cannot assign to this expression")
	}
	return invalid(x)
}

func (r *resolver) assign(fn *fn, x *syntax.Assign) Expr {
	if l, ok := x.X.(*syntax.List); ok && x.Op == syntax.ASSIGN {
		out := &Unpack{typed: typed{x.Span, VoidType}}
		for _, e := range l.Elems {
			out.Targets = append(out.Targets, r.target(fn, e))
		}
		out.Value = r.value(fn, x.Y, AnyType)
		if k := out.Value.Type().Kind; k != Any && k != Vector && k != List && k != Invalid {
			r.errorf(x.Y.Pos(), "cannot take %s apart", out.Value.Type())
		}
		return out
	}
	target := r.target(fn, x.X)
	t := target.Type()
	if x.Op == syntax.ASSIGN {
		v := r.as(fn, x.Y, t, "assignment")
		switch ref := target.(type) {
		case *GlobalRef:
			r.giveAttrs(v, ref.Global.Attrs)
		case *LocalRef:
			r.giveAttrs(v, ref.Local.Attrs)
		}
		return &Assign{typed{x.Span, t}, NoOp, target, v}
	}
	op := binaryOps[x.Op]
	out := &Assign{typed{x.Span, t}, op, target, nil}
	switch {
	case t.Kind == Invalid:
		r.expr(fn, x.Y, nil)
		return invalid(x)
	case t.Kind == Set && (op == Add || op == Sub):
		v := r.value(fn, x.Y, t)
		if len(t.Index) == 1 && op == Add && !fits(v.Type(), t) && fits(v.Type(), t.Index[0]) {
			v = r.convert(v, t.Index[0], "operand of +=")
		} else {
			v = r.convert(v, t, "operand of "+x.Op.String())
		}
		out.Value = v
		return out
	case t.Kind == Table && op == Add:
		out.Value = r.as(fn, x.Y, t, "operand of +=")
		return out
	case t.Kind == Table && op == Sub:
		v := r.value(fn, x.Y, t)
		if v.Type().Kind == Set {
			t = &Type{Kind: Set, Index: t.Index}
		}
		out.Value = r.convert(v, t, "operand of -=")
		return out
	case t.Kind == Vector && op == Add:
		want := t.Elem
		if isBrace(x.Y) {
			want = t
		}
		v := r.value(fn, x.Y, want)
		if fits(v.Type(), t) && v.Type().Kind == Vector && (t.Elem.Kind != Any || v.Type().Untyped) {
			v = r.convert(v, t, "operand of +=")
		} else if !(v.Type().Kind == Vector && t.Elem.IsNumeric() || v.Type().Kind == Vector && Same(v.Type(), t)) {
			v = r.convert(v, t.Elem, "operand of +=")
		}
		out.Value = v
		return out
	case t.Kind == Vector && op == Sub && isBrace(x.Y):
		r.errorf(x.Start, "constructor list not allowed for -= operations on vectors")
		return invalid(x)
	case t.Kind == Pattern && op == Add:
		out.Op = BitOr
		out.Value = r.as(fn, x.Y, PatternType, "operand of +=")
		return out
	}
	v := r.value(fn, x.Y, t)
	if v.Type().Kind == Invalid {
		return invalid(x)
	}
	if v.Type().Kind == Any {
		v = r.convert(v, t, "operand of "+x.Op.String())
	}
	one := r.operate(op, &Operand{typed{target.Extent(), t}}, v, x.Span)
	y, ok := one.(*Binary)
	if !ok {
		return invalid(x)
	}
	if !Same(y.T, t) || !Same(y.X.Type(), t) {
		// count += int and the like: the result must fit what it goes into.
		if t.IsNumeric() && v.Type().IsNumeric() && v.Type().Kind != Double {
			if out.Value = v; t.Kind != Count { // a count takes an int as it is: n -= -3
				out.Value = r.number(v, t)
			}
			return out
		}
		r.errorf(x.Start, "over-promotion of arithmetic value: %s %s %s", t, x.Op, v.Type())
		return invalid(x)
	}
	out.Value = y.Y
	return out
}
