package resolve

import (
	"net/netip"
	"strconv"
	"strings"

	"brig/bro/pattern"
	"brig/bro/syntax"
)

// This file checks expressions.

// expr checks x. want is the type the context expects, or nil; it types what
// has no type of its own, but x need not be of it: see convert.
func (r *resolver) expr(fn *fn, x syntax.Expr, want *Type) Expr {
	switch x := x.(type) {
	case *syntax.Literal:
		return r.literal(x)
	case *syntax.Name:
		return r.name(fn, x)
	case *syntax.Paren:
		return r.expr(fn, x.X, want)
	case *syntax.LocalExpr:
		return r.localExpr(fn, x)
	case *syntax.Unary:
		return r.unary(fn, x, want)
	case *syntax.Binary:
		return r.binary(fn, x)
	case *syntax.Assign:
		return r.assign(fn, x)
	case *syntax.Cond:
		return r.cond(fn, x, want)
	case *syntax.Call:
		return r.call(fn, x, want)
	case *syntax.Index:
		return r.index(fn, x)
	case *syntax.Slice:
		return r.slice(fn, x)
	case *syntax.FieldGet:
		v, f := r.field(fn, x.X, x.Name)
		if f == nil {
			return invalid(x)
		}
		r.warnDeprecated(x.Name.Start, v.Type().String()+"$"+f.Name, f.deprecated)
		return &FieldGet{typed{x.Span, f.Type}, v, f}
	case *syntax.FieldSet:
		v, f := r.field(fn, x.X, x.Name)
		if f == nil {
			return invalid(x)
		}
		r.warnDeprecated(x.Name.Start, v.Type().String()+"?$"+f.Name, f.deprecated)
		return &FieldSet{typed{x.Span, BoolType}, v, f}
	case *syntax.Size:
		return r.size(fn, x)
	case *syntax.List:
		return r.list(fn, x, want)
	case *syntax.Brace:
		return r.brace(fn, x, want)
	case *syntax.Ctor:
		return r.ctor(fn, x, want)
	case *syntax.FieldInit:
		r.errorf(x.Start, "$%s=... is only possible within a record constructor", x.Name.Name)
		return invalid(x)
	case *syntax.Lambda:
		return r.lambda(fn, x, want)
	case *syntax.Copy:
		v := r.value(fn, x.X, want)
		return &Copy{typed{x.Span, v.Type()}, v}
	case *syntax.Schedule:
		return r.schedule(fn, x)
	case *syntax.Cast:
		v := r.value(fn, x.X, nil)
		t := r.makeType(&syntax.Context{Module: fn.module}, x.Type)
		if k := v.Type().Kind; k != Any && !fits(v.Type(), t) {
			r.errorf(x.Start, "cast not supported: %s as %s", v.Type(), t)
		}
		return &Cast{typed{x.Span, t}, v}
	case *syntax.Is:
		v := r.value(fn, x.X, nil)
		return &Is{typed{x.Span, BoolType}, v, r.makeType(&syntax.Context{Module: fn.module}, x.Type)}
	case *syntax.TypeValue:
		t := r.makeType(&syntax.Context{Module: fn.module}, x.Type)
		return &TypeRef{typed{x.Span, NewTypeType(t)}}
	}
	r.errorf(x.Pos(), "unexpected expression")
	return invalid(x)
}

// exprOrNil is expr for what may have been left out.
func (r *resolver) exprOrNil(fn *fn, x syntax.Expr, want *Type) Expr {
	if x == nil {
		return &Const{typed{T: invalidType}, nil}
	}
	return r.expr(fn, x, want)
}

// initial checks an initial value.
func (r *resolver) initial(fn *fn, x syntax.Expr, want *Type) Expr { return r.value(fn, x, want) }

// value checks an expression that must have a value.
func (r *resolver) value(fn *fn, x syntax.Expr, want *Type) Expr {
	v := r.expr(fn, x, want)
	if v.Type().Kind == Void {
		r.errorf(x.Pos(), "value used but there is none: the function has no result")
		return invalid(x)
	}
	return v
}

// as checks an expression and converts it.
func (r *resolver) as(fn *fn, x syntax.Expr, t *Type, what string) Expr {
	return r.convert(r.value(fn, x, t), t, what)
}

func (r *resolver) literal(x *syntax.Literal) Expr {
	c := &Const{typed{x.Span, invalidType}, x.Value}
	switch v := x.Value.(type) {
	case bool:
		c.T = BoolType
	case uint64:
		c.T = CountType
	case float64:
		c.T = DoubleType
		if x.Token == syntax.INTERVAL {
			c.T = IntervalType
		}
	case string:
		c.T = StringType
	case syntax.Port:
		c.T, c.Value = PortType, PortNumber{v.Num, v.Proto}
	case syntax.Pattern:
		c.T, c.Value = PatternType, PatternText{v.Text, v.IgnoreCase, v.SingleLine}
		if _, err := pattern.Compile(v.Text, patternFlags(v)); err != nil {
			r.errorf(x.Start, "%v", err)
		}
	case netip.Addr:
		c.T = AddrType
	case netip.Prefix:
		c.T = SubnetType
	}
	return c
}

func patternFlags(p syntax.Pattern) pattern.Flags {
	var flags pattern.Flags
	if p.IgnoreCase {
		flags |= pattern.FoldCase
	}
	if p.SingleLine {
		flags |= pattern.SingleLine
	}
	return flags
}

func (r *resolver) name(fn *fn, x *syntax.Name) Expr {
	if l := r.local(fn, x.Name, x.Start); l != nil {
		return &LocalRef{typed{x.Span, l.Type}, l}
	}
	if isBlank(x.Name) {
		r.errorf(x.Start, "blank identifier used in expression")
		return invalid(x)
	}
	e := r.use(fn.module, x.Ident)
	if e == nil {
		r.errorf(x.Start, "unknown identifier %s", x.Name)
		return invalid(x)
	}
	r.warnDeprecated(x.Start, e.name, e.deprecated)
	switch s := e.sym.(type) {
	case *Global:
		return &GlobalRef{typed{x.Span, r.globalType(e, s, x.Start)}, s}
	case *Func:
		s.Used = true
		if s.Builtin && r.cfg.Builtin != nil && !r.cfg.Builtin(s.Name) {
			r.errorf(x.Start, "no such builtin function: %s is declared at %s but this engine does not have it", s.Name, s.Pos)
			return invalid(x)
		}
		return &FuncRef{typed{x.Span, s.Type}, s}
	case *labelSymbol:
		return &Const{typed{x.Span, s.enum}, s.enum.Label(e.name).Value}
	case *Type:
		return &TypeRef{typed{x.Span, NewTypeType(s)}}
	}
	return invalid(x) // a type that is in error
}

// isBlank recognizes "_", which takes values that nobody wants.
func isBlank(name string) bool { return name == "_" || strings.HasSuffix(name, "::_") }

func (r *resolver) field(fn *fn, x syntax.Expr, name syntax.Ident) (Expr, *Field) {
	v := r.value(fn, x, nil)
	t := v.Type()
	if t.Kind == Invalid {
		return v, nil
	}
	if t.Kind != Record {
		r.errorf(name.Start, "not a record: $%s of %s", name.Name, t)
		return v, nil
	}
	f := t.Field(name.Name)
	if f == nil {
		r.errorf(name.Start, "no such field in record: %s has no $%s", t, name.Name)
		return v, nil
	}
	return v, f
}

func (r *resolver) size(fn *fn, x *syntax.Size) Expr {
	v := r.value(fn, x.X, nil)
	t := CountType
	switch v.Type().Kind {
	case Double, Subnet, Time, Interval, File:
		t = DoubleType
	}
	return &Size{typed{x.Span, t}, v}
}

func (r *resolver) cond(fn *fn, x *syntax.Cond, want *Type) Expr {
	c := r.value(fn, x.Cond, BoolType)
	vector := c.Type().Kind == Vector && c.Type().Elem != nil && c.Type().Elem.Kind == Bool
	if !vector {
		c = r.convert(c, BoolType, "condition of ?:")
	}
	a, b := r.value(fn, x.X, want), r.value(fn, x.Y, want)
	// The type of one must take the other.
	t := a.Type()
	switch {
	case t.Kind == Invalid || b.Type().Kind == Invalid:
		return invalid(x)
	case t.IsNumeric() && b.Type().IsNumeric():
		t = widest(t, b.Type())
	case t.Untyped || !fits(b.Type(), t) || b.Type().Kind == Any:
		t = b.Type()
	}
	if want != nil && fits(a.Type(), want) && fits(b.Type(), want) && !want.Untyped {
		t = want
	}
	a, b = r.convert(a, t, "operand of ?:"), r.convert(b, t, "operand of ?:")
	return &Cond{typed{x.Span, t}, c, a, b}
}

func (r *resolver) index(fn *fn, x *syntax.Index) Expr {
	v := r.value(fn, x.X, nil)
	t := v.Type()
	switch t.Kind {
	case Table:
		keys := r.keys(fn, x.Keys, t, x)
		if t.Untyped {
			return invalid(x)
		}
		if len(keys) == 1 && t.Index[0].Kind == Pattern && keys[0].Type().Kind == String {
			return &Index{typed{x.Span, NewVector(t.Elem)}, v, keys}
		}
		return &Index{typed{x.Span, t.Elem}, v, keys}
	case Vector:
		if len(x.Keys) != 1 {
			r.errorf(x.Start, "a vector has one index, not %d", len(x.Keys))
			return invalid(x)
		}
		if t.Untyped {
			r.errorf(x.Start, "the type of the vector's elements is not known")
			return invalid(x)
		}
		k := r.value(fn, x.Keys[0], nil)
		if kt := k.Type(); kt.Kind == Vector { // by indices or by a mask
			return &Index{typed{x.Span, t}, v, []Expr{k}}
		} else if !kt.IsIntegral() {
			k = r.convert(k, CountType, "vector index")
		}
		return &Index{typed{x.Span, t.Elem}, v, []Expr{k}}
	case String:
		if len(x.Keys) != 1 {
			r.errorf(x.Start, "a string has one index, not %d", len(x.Keys))
			return invalid(x)
		}
		return &Index{typed{x.Span, StringType}, v, []Expr{r.as(fn, x.Keys[0], IntType, "string index")}}
	case Set:
		r.errorf(x.Start, "a set has no values to index: use in, add or delete")
	case Invalid:
		for _, k := range x.Keys {
			r.expr(fn, k, nil)
		}
	default:
		r.errorf(x.Start, "not an index type: %s", t)
	}
	return invalid(x)
}

// keys checks the parts of an index into a table or set of type t.
func (r *resolver) keys(fn *fn, list []syntax.Expr, t *Type, at syntax.Node) []Expr {
	if t.Untyped {
		r.errorf(at.Pos(), "the type of the index is not known")
		return nil
	}
	if len(list) == 1 {
		// [a, b] as one expression, or a whole index kept by a loop variable
		if l, ok := list[0].(*syntax.List); ok && (len(t.Index) > 1 || len(l.Elems) == 1 && !isFieldInit(l.Elems[0])) {
			list = l.Elems
		}
	}
	if len(list) == 1 && len(t.Index) > 1 {
		k := r.value(fn, list[0], nil)
		if k.Type().Kind == Invalid || k.Type().Kind == List && fitsList(k.Type().Index, t.Index) {
			return []Expr{k}
		}
	}
	if len(list) != len(t.Index) {
		r.errorf(at.Pos(), "wrong number of index parts: %s takes %d, found %d", t, len(t.Index), len(list))
		return nil
	}
	keys := make([]Expr, len(list))
	for i, x := range list {
		k := r.value(fn, x, t.Index[i])
		if len(list) == 1 && t.Index[0].Kind == Subnet && k.Type().Kind == Addr ||
			len(list) == 1 && t.Index[0].Kind == Pattern && k.Type().Kind == String {
			keys[i] = k
			continue
		}
		keys[i] = r.convert(k, t.Index[i], "index")
	}
	return keys
}

func isFieldInit(x syntax.Expr) bool {
	_, ok := x.(*syntax.FieldInit)
	return ok
}

func fitsList(from, to []*Type) bool {
	if len(from) != len(to) {
		return false
	}
	for i := range from {
		if !Same(from[i], to[i]) {
			return false
		}
	}
	return true
}

func (r *resolver) slice(fn *fn, x *syntax.Slice) Expr {
	v := r.value(fn, x.X, nil)
	out := &Slice{typed: typed{x.Span, v.Type()}, X: v}
	switch v.Type().Kind {
	case String, Vector, Invalid:
	default:
		r.errorf(x.Start, "[...:...] not applicable to %s", v.Type())
		return invalid(x)
	}
	bound := func(b syntax.Expr) Expr {
		if b == nil {
			return nil
		}
		k := r.value(fn, b, IntType)
		if k.Type().Kind == Count {
			return r.number(k, IntType)
		}
		return r.convert(k, IntType, "bound of a slice")
	}
	out.Lo, out.Hi = bound(x.Lo), bound(x.Hi)
	return out
}

func (r *resolver) schedule(fn *fn, x *syntax.Schedule) Expr {
	delay := r.value(fn, x.Delay, IntervalType)
	switch t := delay.Type(); t.Kind {
	case Interval, Time, Invalid:
	case Any:
		delay = r.convert(delay, IntervalType, "schedule")
	default:
		r.errorf(x.Delay.Pos(), "schedule expression requires a time interval, not %s", t)
	}
	ev := r.raise(fn, x.Event)
	if ev == nil {
		return invalid(x)
	}
	return &Schedule{typed{x.Span, VoidType}, delay, ev}
}

// raise checks an event with its arguments; nil after an error.
func (r *resolver) raise(fn *fn, x *syntax.EventCall) *Raise {
	ev := r.name(fn, &syntax.Name{Ident: x.Name})
	t := ev.Type()
	if _, local := ev.(*LocalRef); local && t.Kind == Callable {
		r.errorf(x.Start, "local identifier \"%s\" cannot be used to reference an event", x.Name.Name)
		t = invalidType
	}
	if t.Kind != Callable || t.Sig.Flavour != Event {
		if t.Kind != Invalid {
			r.errorf(x.Start, "%s is not an event", x.Name.Name)
		}
		for _, a := range x.Args {
			r.expr(fn, a, nil)
		}
		return nil
	}
	return &Raise{x.Span, ev, r.args(fn, x.Name.Name, t.Sig, x.Args, x)}
}

// call checks a call, or a constructor of a named type.
func (r *resolver) call(fn *fn, x *syntax.Call, want *Type) Expr {
	f := r.value(fn, x.Fun, nil)
	t := f.Type()
	name := "function"
	if n, ok := x.Fun.(*syntax.Name); ok {
		name = n.Name
	}
	switch {
	case t.Kind == TypeType:
		return r.typedCtor(fn, x, t.Elem)
	case t.Kind == Invalid:
		for _, a := range x.Args {
			r.expr(fn, a, nil)
		}
		return invalid(x)
	case t.Kind != Callable:
		r.errorf(x.Start, "not a function: %s is %s", name, t)
		return invalid(x)
	case t.Sig.Flavour == Event:
		r.errorf(x.Start, "function called but it is an event: write event %s(...)", name)
		return invalid(x)
	case t.Sig.Flavour == Hook && !x.Hook:
		r.errorf(x.Start, "hook cannot be called directly, use hook operator: %s", name)
		return invalid(x)
	case t.Sig.Flavour != Hook && x.Hook:
		r.errorf(x.Start, "hook called but %s is a function", name)
		return invalid(x)
	}
	if fn.body != nil {
		if ref, ok := f.(*FuncRef); !ok {
			fn.body.CallsAny = true
		} else if !ref.Func.Builtin {
			fn.body.Calls = append(fn.body.Calls, ref.Func)
		}
	}
	args := r.args(fn, name, t.Sig, x.Args, x)
	result := t.Sig.Result
	if ref, ok := f.(*FuncRef); ok && ref.Func.Builtin && polymorphic[ref.Func.Name] && len(args) > 0 {
		if c, ok := args[0].(*Convert); ok {
			result = c.X.Type()
		} else {
			result = args[0].Type()
		}
		call := &Call{typed{x.Span, t.Sig.Result}, f, args}
		if t.Sig.Result.Kind != Any || result.Kind == Any {
			return call
		}
		return &Convert{typed{x.Span, result}, call}
	}
	return &Call{typed{x.Span, result}, f, args}
}

// polymorphic builtins are declared to give any, but give the type of their first argument.
var polymorphic = map[string]bool{"sort": true}

// args checks the arguments of a call and fills in defaults.
func (r *resolver) args(fn *fn, name string, sig *Signature, list []syntax.Expr, at syntax.Node) []Expr {
	args := make([]Expr, 0, max(len(list), len(sig.Params)))
	for i, x := range list {
		if i >= len(sig.Params) {
			args = append(args, r.value(fn, x, nil))
			continue
		}
		p := sig.Params[i]
		args = append(args, r.as(fn, x, p.Type, "argument "+p.Name+" of "+name))
	}
	wrong := func() {
		takes := strconv.Itoa(len(sig.Params))
		least := len(sig.Params)
		for least > 0 && sig.Params[least-1].Default != nil {
			least--
		}
		if least < len(sig.Params) {
			takes = strconv.Itoa(least) + " to " + takes
		}
		if sig.VarArgs {
			takes = "at least " + takes
		}
		r.errorf(at.Pos(), "wrong number of arguments: %s takes %s, found %d", name, takes, len(list))
	}
	if len(list) > len(sig.Params) && !sig.VarArgs {
		wrong()
	}
	for i := len(list); i < len(sig.Params); i++ {
		p := sig.Params[i]
		if p.Default == nil {
			wrong()
			break
		}
		if check := p.check; check != nil {
			check()
		}
		args = append(args, p.Default)
	}
	return args
}

// lambda checks an anonymous function. want may tell the result type that it does not.
func (r *resolver) lambda(outer *fn, x *syntax.Lambda, want *Type) Expr {
	lit := x.Func
	sig := r.signature(&syntax.Context{Module: outer.module}, flavours[lit.Keyword], lit.Params, lit.VarArgs, lit.Result)
	r.drain()
	r.lambdas++
	f := &Func{Name: "lambda_" + strconv.Itoa(r.lambdas), Type: &Type{Kind: Callable, Sig: sig}, Declared: true, Used: true, Index: -1, Pos: x.Start}
	body := &Body{Func: f, Span: lit.Span, Block: lit.Body.Span, Module: outer.module, Source: lit.Source}
	f.Bodies = []*Body{body}
	fn := &fn{body: body, module: outer.module, sig: sig, explicit: lit.HasCapture}
	fn.turn = outer.turn
	if outer.body != nil {
		fn.outer = outer
	}
	if lit.HasCapture {
		fn.used = map[*Local]bool{}
	}
	for _, a := range lit.Attrs {
		r.bodyAttr(fn, f, a)
	}
	if lit.Result == nil && sig.Flavour == Function {
		fn.infer = true
		if want != nil && want.Kind == Callable && want.Sig.Flavour == Function && want.Sig.Result.Kind != Void {
			fn.result = want.Sig.Result
		}
	}
	r.lambdaBody(fn, lit)
	r.checkEnd(f, body)
	r.checkLocals(body)
	return &Lambda{typed{x.Span, f.Type}, f}
}

func (r *resolver) lambdaBody(fn *fn, lit *syntax.FuncLit) {
	fn.push()
	for i, p := range fn.sig.Params {
		fn.body.Params = append(fn.body.Params, fn.declare(p.Name, p.Type, lit.Params[i].Start))
	}
	captured := map[*Local]syntax.Pos{}
	r.captures(fn.outer, lit.Captures, func(l *Local, mode CaptureMode, id syntax.Ident) {
		if l == nil {
			fn.declare(id.Name, invalidType, id.Start)
			return
		}
		captured[fn.capture(l, mode)] = id.Start
	})
	fn.push()
	before := len(r.errors)
	for _, s := range lit.Body.Stmts {
		fn.body.Stmts = append(fn.body.Stmts, r.stmt(fn, s))
	}
	if fn.infer && fn.returns {
		fn.sig.Result = fn.result
	}
	for l, pos := range captured {
		if !fn.used[l] && len(r.errors) == before { // else what has the error may be its use
			r.errorf(pos, "%s is captured but not used inside lambda", l.Name)
		}
	}
}

// captures checks a capture list written in fn and hands over each name's local, nil after an error.
func (r *resolver) captures(fn *fn, list []*syntax.CaptureDecl, take func(*Local, CaptureMode, syntax.Ident)) {
	seen := map[string]bool{}
	for _, c := range list {
		id := c.Name
		if seen[id.Name] {
			r.errorf(id.Start, "%s listed multiple times in capture", id.Name)
			continue
		}
		seen[id.Name] = true
		l := r.local(fn, id.Name, id.Start)
		if l == nil {
			e := (*entry)(nil)
			if fn != nil {
				e = r.lookup(fn.module, id.Name)
			}
			switch {
			case e == nil:
				r.errorf(id.Start, "no such local identifier: %s", id.Name)
			case e.isType():
				r.errorf(id.Start, "cannot specify type in capture: %s", id.Name)
			default:
				r.errorf(id.Start, "cannot specify global in capture: %s", id.Name)
			}
		}
		mode := ByValue
		if c.Copy {
			mode = ByCopy
		}
		take(l, mode, id)
	}
}
