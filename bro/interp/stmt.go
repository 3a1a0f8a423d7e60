package interp

import (
	"slices"

	"brig/bro/resolve"
)

// This file compiles statements.

func (c *compiler) block(stmts []resolve.Stmt) stmt { return sequence(c.stmts(stmts)) }

func (c *compiler) stmts(stmts []resolve.Stmt) []stmt {
	var run []stmt
	for _, s := range stmts {
		if f := c.stmt(s); f != nil {
			run = append(run, f)
		}
	}
	return run
}

// sequence runs one statement after the other.
func sequence(run []stmt) stmt {
	switch len(run) {
	case 0:
		return func(*Frame) status { return normal }
	case 1:
		return run[0]
	case 2:
		a, b := run[0], run[1]
		return func(fr *Frame) status {
			if s := a(fr); s != normal {
				return s
			}
			return b(fr)
		}
	case 3:
		a, b, d := run[0], run[1], run[2]
		return func(fr *Frame) status {
			if s := a(fr); s != normal {
				return s
			}
			if s := b(fr); s != normal {
				return s
			}
			return d(fr)
		}
	}
	return func(fr *Frame) status {
		for _, f := range run {
			if s := f(fr); s != normal {
				return s
			}
		}
		return normal
	}
}

// endsInReturn reports whether a body is left only by "return value" at its
// end, or at the end of what an if at its end chooses. Such a body is compiled
// like an expression: no statement tells the next whether to go on.
func endsInReturn(stmts []resolve.Stmt) bool {
	for i, s := range stmts {
		last := i == len(stmts)-1
		switch s := s.(type) {
		case *resolve.Return:
			return s.X != nil && last
		case *resolve.Block:
			return last && endsInReturn(s.Stmts)
		case *resolve.If:
			if !endsInReturn(inner(s.Then)) {
				return false
			}
			if s.Else != nil {
				return last && endsInReturn(inner(s.Else))
			}
		case nil, *resolve.ExprStmt, *resolve.LocalInit, *resolve.Print, *resolve.Raise, *resolve.AddStmt, *resolve.DeleteStmt, *resolve.Assert:
		default:
			return false
		}
	}
	return false
}

// inner returns the statements of a block, or s alone.
func inner(s resolve.Stmt) []resolve.Stmt {
	if b, ok := s.(*resolve.Block); ok {
		return b.Stmts
	}
	return []resolve.Stmt{s}
}

// tail compiles a body that endsInReturn to its result; value compiles what
// is returned.
func tail[T any](c *compiler, stmts []resolve.Stmt, value func(resolve.Expr) func(*Frame) T) func(*Frame) T {
	switch s := stmts[0].(type) {
	case *resolve.Return:
		return value(s.X)
	case *resolve.Block:
		return tail(c, s.Stmts, value)
	case *resolve.If:
		rest := stmts[1:]
		if s.Else != nil {
			rest = inner(s.Else)
		}
		if slot, n, ok := c.belowConst(s.Cond); ok {
			then, otherwise := tail(c, inner(s.Then), value), tail(c, rest, value)
			return func(fr *Frame) T {
				if fr.at(slot).n < n {
					return then(fr)
				}
				return otherwise(fr)
			}
		}
		test := c.cond(s.Cond)
		then, otherwise := tail(c, inner(s.Then), value), tail(c, rest, value)
		return func(fr *Frame) T {
			if test(fr) {
				return then(fr)
			}
			return otherwise(fr)
		}
	}
	run := c.stmt(stmts[0])
	rest := tail(c, stmts[1:], value)
	if run == nil {
		return rest
	}
	return func(fr *Frame) T {
		run(fr)
		return rest(fr)
	}
}

// stmt returns nil for a statement without effect.
func (c *compiler) stmt(s resolve.Stmt) stmt {
	switch s := s.(type) {
	case nil:
		return nil
	case *resolve.Block:
		return c.block(s.Stmts)
	case *resolve.ExprStmt:
		return c.exprStmt(s.X)
	case *resolve.LocalInit:
		return c.localInit(s)
	case *resolve.Print:
		return c.print(s)
	case *resolve.Raise:
		return c.raise(s)
	case *resolve.If:
		return c.ifStmt(s)
	case *resolve.Switch:
		return c.switchStmt(s)
	case *resolve.For:
		return c.forStmt(s)
	case *resolve.While:
		return c.while(s)
	case *resolve.Next:
		return func(*Frame) status { return next }
	case *resolve.Break:
		return func(*Frame) status { return broken }
	case *resolve.Fallthrough:
		return func(*Frame) status { return fellThrough }
	case *resolve.Veto:
		return func(fr *Frame) status {
			fr.vetoed = true
			return veto
		}
	case *resolve.Return:
		if s.X == nil {
			return func(fr *Frame) status {
				fr.ret = Value{}
				return returned
			}
		}
		if c.scalar && c.waiting == 0 {
			n := c.num(s.X)
			return func(fr *Frame) status {
				fr.ret.n = n(fr)
				return returned
			}
		}
		x := c.expr(s.X)
		return func(fr *Frame) status {
			fr.ret = x(fr)
			return returned
		}
	case *resolve.AddStmt:
		in, x, keys := c.in, c.expr(s.Set), c.exprs(s.Keys)
		return func(fr *Frame) status {
			t := x(fr).ref.(*Table)
			mark := in.pushKeys(fr, keys)
			in.put(t, in.args[mark:], Value{})
			in.args = in.args[:mark]
			return normal
		}
	case *resolve.DeleteStmt:
		return c.deleteStmt(s.Target)
	case *resolve.When:
		return c.when(s)
	case *resolve.Assert:
		return c.assert(s)
	}
	c.errorAt(s.Pos(), "%T cannot be compiled", s)
	return nil
}

func (c *compiler) exprStmt(e resolve.Expr) stmt {
	switch e := e.(type) {
	case *resolve.Assign:
		if run := c.assignWord(e); run != nil {
			return run
		}
		if _, ok := c.plainSlot(e.Target); ok && e.Type().Kind == resolve.String {
			e = inPlace(e)
		}
		if slot, ok := c.plainSlot(e.Target); ok && e.Op == resolve.NoOp {
			if f, ok := e.Value.(*resolve.FieldGet); ok {
				return c.assignFromField(slot, f)
			}
			x := c.expr(e.Value)
			return func(fr *Frame) status {
				*fr.at(slot) = x(fr)
				return normal
			}
		}
		if f, ok := e.Target.(*resolve.FieldGet); ok && e.Op == resolve.NoOp {
			return c.assignPart(f, e.Value)
		}
		x := c.expr(e)
		return func(fr *Frame) status {
			x(fr)
			return normal
		}
	case *resolve.IncDec:
		if run := c.increment(e); run != nil {
			return run
		}
	case *resolve.Call:
		if run := c.callStmt(e); run != nil {
			return run
		}
	}
	x := c.expr(e)
	return func(fr *Frame) status {
		x(fr)
		return normal
	}
}

// callStmt compiles the call of a known function of which no result is wanted; nil if
// it is another call.
func (c *compiler) callStmt(e *resolve.Call) stmt {
	ref, ok := e.Fun.(*resolve.FuncRef)
	if !ok || ref.Func.Index < 0 || ref.Func.Builtin || c.mayWait(e) {
		return nil
	}
	in := c.in
	co := in.funcs[ref.Func.Index].sole(len(e.Args))
	if co == nil {
		return nil
	}
	args := c.arguments(e.Args)
	return func(fr *Frame) status {
		nf := in.push(co)
		nf.take(args, fr)
		in.execStmt(nf, co, co.fn)
		return normal
	}
}

// An argument of a call is most often a variable, which needs no closure to be read.
type argument struct {
	slot  int // -1 if it is something else
	value expr
}

func (c *compiler) arguments(es []resolve.Expr) []argument {
	args := make([]argument, len(es))
	for i, e := range es {
		args[i] = argument{-1, c.expr(e)}
		if slot, ok := c.plainSlot(e); ok {
			args[i].slot = slot
		}
	}
	return args
}

// take puts the arguments of a call that stands in from into the frame of the call.
func (fr *Frame) take(args []argument, from *Frame) {
	for i := range args {
		a := &args[i]
		if a.slot >= 0 {
			if v := from.at(a.slot); v.ref != nil {
				*fr.at(i) = *v
				continue
			}
		}
		*fr.at(i) = a.value(from)
	}
}

// pushArguments evaluates arguments onto the stack of arguments.
func (in *Interp) pushArguments(fr *Frame, args []argument) (mark int) {
	mark = len(in.args)
	for i := range args {
		a := &args[i]
		if a.slot >= 0 {
			if v := fr.at(a.slot); v.ref != nil {
				in.args = append(in.args, *v)
				continue
			}
		}
		v := a.value(fr)
		in.args = append(in.args, v)
	}
	return mark
}

func (c *compiler) localInit(s *resolve.LocalInit) stmt {
	l := s.Local
	if !l.Shared && s.Init != nil && isScalar(l.Type.Kind) && isScalar(s.Init.Type().Kind) {
		n, t, slot := c.num(s.Init), l.Type, l.Slot
		c.definite[l] = true
		return func(fr *Frame) status {
			*fr.at(slot) = Value{n(fr), t}
			return normal
		}
	}
	var x expr
	switch {
	case s.Init != nil:
		x = c.expr(s.Init)
		if k := l.Type.Kind; (k == resolve.Table || k == resolve.Set) && l.Attrs != nil && tableMatters(l.Attrs) {
			attrs, init, in := c.tableAttrs(l.Attrs, l.Type), x, c.in
			x = func(fr *Frame) Value {
				v := init(fr)
				if t := v.Table(); t.attrs == nil {
					t.adopt(attrs(fr))
					in.touchAll(t)
				}
				return v
			}
		}
		if rawOutput(l.Attrs) {
			init := x
			x = func(fr *Frame) Value { return init(fr).raw() }
		}
		c.definite[l] = true
	case l.Type.IsContainer():
		x = c.emptyMaker(l.Type, l.Attrs)
		c.definite[l] = true
	default:
		x = func(*Frame) Value { return Value{} }
	}
	slot := l.Slot
	if l.Shared {
		return func(fr *Frame) status {
			v := x(fr)
			// An initialiser that captures the variable it initialises has
			// made the cell already.
			if k, ok := fr.at(slot).ref.(*cell); ok && k.v.ref == nil {
				k.v = v
			} else {
				*fr.at(slot) = Value{0, &cell{v}}
			}
			return normal
		}
	}
	return func(fr *Frame) status {
		*fr.at(slot) = x(fr)
		return normal
	}
}

func (c *compiler) print(s *resolve.Print) stmt {
	in, args, pos := c.in, c.exprs(s.Args), s.Pos()
	var to expr
	if s.To != nil {
		to = c.expr(s.To)
	}
	var line []byte
	return func(fr *Frame) status {
		f := in.stdout
		if to != nil {
			f = to(fr).File()
		}
		if !f.Open {
			fail(pos, "printing to %s, which is closed", f.Name)
		}
		var values [4]Value
		vs := values[:0]
		for _, x := range args {
			vs = append(vs, x(fr))
		}
		if in.Printed != nil && in.Printed(f, vs) {
			return normal
		}
		line = line[:0]
		for i, v := range vs {
			switch {
			case f.Raw:
				line = v.Append(line)
				continue
			case i > 0:
				line = append(line, ", "...)
			}
			line = v.AppendPrinted(line)
		}
		if !f.Raw {
			line = append(line, '\n')
		}
		if _, err := f.Write(line); err != nil {
			fail(pos, "printing to %s: %v", f.Name, err)
		}
		return normal
	}
}

func (c *compiler) raise(s *resolve.Raise) stmt {
	in, ev, args := c.in, c.event(s.Event), c.exprs(s.Args)
	return func(fr *Frame) status {
		f := ev(fr)
		mark := in.pushKeys(fr, args)
		in.Queue(f, in.args[mark:]...)
		clear(in.args[mark:])
		in.args = in.args[:mark]
		return normal
	}
}

func (c *compiler) ifStmt(s *resolve.If) stmt {
	test, then := c.cond(s.Cond), c.stmt(s.Then)
	if then == nil {
		then = func(*Frame) status { return normal }
	}
	var otherwise stmt
	if s.Else != nil {
		otherwise = c.stmt(s.Else)
	}
	if otherwise == nil {
		if slot, i, want, ok := c.presence(s.Cond); ok {
			return func(fr *Frame) status {
				if r := fr.record(slot); r == nil {
					test(fr) // reports
				} else if (r.field(i).ref != nil) == want {
					return then(fr)
				}
				return normal
			}
		}
		return func(fr *Frame) status {
			if test(fr) {
				return then(fr)
			}
			return normal
		}
	}
	return func(fr *Frame) status {
		if test(fr) {
			return then(fr)
		}
		return otherwise(fr)
	}
}

// bindLoop gives a loop variable a value; a Shared one gets a new cell in each
// round.
func bindLoop(l *resolve.Local) func(*Frame, Value) {
	if l == nil {
		return nil
	}
	slot := l.Slot
	if l.Shared {
		return func(fr *Frame, v Value) { *fr.at(slot) = Value{0, &cell{v}} }
	}
	return func(fr *Frame, v Value) { *fr.at(slot) = v }
}

func (c *compiler) forStmt(s *resolve.For) stmt {
	x := c.expr(s.X)
	for _, k := range s.Keys {
		if k != nil {
			c.definite[k] = true
		}
	}
	if s.Value != nil {
		c.definite[s.Value] = true
	}
	body := c.loopBody(s.Body)
	switch s.X.Type().Kind {
	case resolve.Vector:
		return c.forVector(s, x, body)
	case resolve.String:
		return c.forString(s, x, body)
	}
	return c.forTable(s, x, body)
}

func (c *compiler) forVector(s *resolve.For, x expr, body stmt) stmt {
	in := c.in
	key, value := bindLoop(s.Keys[0]), bindLoop(s.Value)
	return func(fr *Frame) status {
		v := x(fr).ref.(*Vector)
		for i := 0; i < len(v.elems); i++ {
			if v.elems[i].ref == nil {
				continue
			}
			if in.steps--; in.steps < 0 {
				in.poll()
			}
			if key != nil {
				key(fr, Count(uint64(i)))
			}
			if value != nil {
				value(fr, v.elems[i])
			}
			switch s := body(fr); s {
			case normal, next:
			case broken:
				return normal
			default:
				return s
			}
		}
		return normal
	}
}

func (c *compiler) forString(s *resolve.For, x expr, body stmt) stmt {
	in, key := c.in, bindLoop(s.Keys[0])
	return func(fr *Frame) status {
		text := x(fr).Str()
		for i := range len(text) {
			if in.steps--; in.steps < 0 {
				in.poll()
			}
			if key != nil {
				key(fr, String(text[i:i+1]))
			}
			switch s := body(fr); s {
			case normal, next:
			case broken:
				return normal
			default:
				return s
			}
		}
		return normal
	}
}

func (c *compiler) forTable(s *resolve.For, x expr, body stmt) stmt {
	in, value := c.in, bindLoop(s.Value)
	keys := make([]func(*Frame, Value), len(s.Keys))
	for i, k := range s.Keys {
		keys[i] = bindLoop(k)
	}
	return func(fr *Frame) status {
		t := x(fr).ref.(*Table)
		// The body may change t. These arrays stay as they are but for
		// deletions, until t gets new ones; then each key is looked up.
		hashes, words, all, vals, epoch, width := t.hashes, t.words, t.keys, t.vals, t.epoch, t.width()
		for i := range hashes {
			if hashes[i] == 0 {
				continue
			}
			if in.steps--; in.steps < 0 {
				in.poll()
			}
			j, now := i, vals
			if t.epoch != epoch {
				if j = t.again(words, all, i); j < 0 {
					continue
				}
				now = t.vals
			}
			var val Value
			if now != nil {
				val = now[j]
			}
			switch {
			case words != nil:
				if bind := keys[0]; bind != nil {
					bind(fr, t.wordKey(words[i]))
				}
			case len(keys) == width:
				for k, bind := range keys {
					if bind != nil {
						bind(fr, all[i*width+k])
					}
				}
			case keys[0] != nil:
				keys[0](fr, ListOf(slices.Clone(all[i*width:(i+1)*width])...))
			}
			if value != nil {
				value(fr, val)
			}
			switch s := body(fr); s {
			case normal, next:
			case broken:
				return normal
			default:
				return s
			}
		}
		return normal
	}
}

// again finds the entry i of arrays that t had before; -1 if it is no more.
func (t *Table) again(words []uint64, all []Value, i int) int {
	if t.live == 0 {
		return -1
	}
	var buf [1]Value
	key := buf[:]
	if words != nil {
		buf[0] = t.wordKey(words[i])
	} else {
		w := t.width()
		key = all[i*w : (i+1)*w]
	}
	return t.find(t.hashOf(key), key)
}

func (c *compiler) deleteStmt(target resolve.Expr) stmt {
	in := c.in
	switch t := target.(type) {
	case *resolve.Index:
		if k := t.X.Type().Kind; k == resolve.Table || k == resolve.Set {
			x, keys := c.expr(t.X), c.exprs(t.Keys)
			return func(fr *Frame) status {
				tab := x(fr).ref.(*Table)
				mark := in.pushKeys(fr, keys)
				in.remove(tab, in.args[mark:])
				in.args = in.args[:mark]
				return normal
			}
		}
	case *resolve.FieldGet:
		x, f := c.expr(t.X), t.Field
		i := f.Index
		var again func() Value
		if d := f.Default(); d != nil && !f.Optional {
			again = in.standalone(d)
		}
		return func(fr *Frame) status {
			r := x(fr).ref.(*Record)
			if again != nil {
				*r.field(i) = again()
			} else {
				*r.field(i) = Value{}
			}
			return normal
		}
	}
	x := c.expr(target)
	return func(fr *Frame) status {
		switch r := x(fr).ref.(type) {
		case *Table:
			in.clearTable(r)
		case *Vector:
			r.elems = nil
		}
		return normal
	}
}

// clearTable empties a table; &on_change hears of each entry.
func (in *Interp) clearTable(t *Table) {
	if t.attrs != nil && t.attrs.onChange != nil {
		for i := 0; i < t.Cap(); i++ {
			if t.Live(i) {
				in.remove(t, t.Keys(i))
			}
		}
	}
	t.Clear()
}

// ClearTable empties a table as a script does.
func (in *Interp) ClearTable(t *Table) { in.clearTable(t) }

func (c *compiler) assert(s *resolve.Assert) stmt {
	test, pos, what := c.cond(s.Cond), s.Pos(), s.Text
	var msg expr
	if s.Msg != nil {
		msg = c.expr(s.Msg)
	}
	return func(fr *Frame) status {
		if !test(fr) {
			if msg != nil {
				fail(pos, "assertion failure: %s (%s)", what, msg(fr))
			}
			fail(pos, "assertion failure: %s", what)
		}
		return normal
	}
}

// switchStmt compiles a switch. Constant labels are found through a map.
func (c *compiler) switchStmt(s *resolve.Switch) stmt {
	x := c.expr(s.X)
	bodies := make([]stmt, len(s.Cases))
	otherwise := -1
	for i, k := range s.Cases {
		for _, t := range k.Types {
			if t.Local != nil {
				c.definite[t.Local] = true
			}
		}
		bodies[i] = c.block(k.Body)
		if k.Default {
			otherwise = i
		}
	}
	choose := c.chooser(s)
	return func(fr *Frame) status {
		i := choose(fr, x(fr))
		if i < 0 {
			i = otherwise
		}
		if i < 0 {
			return normal
		}
		for ; i < len(bodies); i++ {
			switch s := bodies[i](fr); s {
			case fellThrough:
			case broken:
				return normal
			default:
				return s
			}
		}
		return normal
	}
}

// chooser finds the case for a value, or -1.
func (c *compiler) chooser(s *resolve.Switch) func(*Frame, Value) int {
	words, texts := map[uint64]int{}, map[string]int{}
	constant, typed := true, false
	type label struct {
		x expr
		i int
	}
	var labels []label
	type typeLabel struct {
		t    *resolve.Type
		bind func(*Frame, Value)
		i    int
	}
	var types []typeLabel
	for i, k := range s.Cases {
		for _, t := range k.Types {
			typed = true
			types = append(types, typeLabel{t.Type, bindLoop(t.Local), i})
		}
		for _, v := range k.Values {
			labels = append(labels, label{c.expr(v), i})
			k, ok := v.(*resolve.Const)
			if !ok || !isScalar(v.Type().Kind) && v.Type().Kind != resolve.String {
				constant = false
				continue
			}
			if cv := c.constant(k); v.Type().Kind == resolve.String {
				texts[cv.Str()] = i
			} else {
				words[cv.n] = i
			}
		}
	}
	in := c.in
	switch {
	case typed:
		return func(fr *Frame, v Value) int {
			for _, l := range types {
				if w, ok := in.as(v, l.t); ok {
					if l.bind != nil {
						l.bind(fr, w)
					}
					return l.i
				}
			}
			return -1
		}
	case constant && s.X.Type().Kind == resolve.String:
		return func(_ *Frame, v Value) int {
			if i, ok := texts[v.Str()]; ok {
				return i
			}
			return -1
		}
	case constant && isScalar(s.X.Type().Kind):
		return func(_ *Frame, v Value) int {
			if i, ok := words[v.n]; ok {
				return i
			}
			return -1
		}
	}
	return func(fr *Frame, v Value) int {
		for _, l := range labels {
			if Equal(v, l.x(fr)) {
				return l.i
			}
		}
		return -1
	}
}
