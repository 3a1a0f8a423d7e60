package resolve

import (
	"strings"

	"brig/bro/syntax"
)

// This file decides @if and @ifdef, which must be known while files are still being read. Conditions are
// computed here from the values that constants have so far, from functions that choose what to return, and
// from the builtins that Config.Cond knows, as that is what most of them need; the others are run, see part.go.

const globalModule = "GLOBAL"

// A constant is the initial value of a variable and the module it was written in.
type constant struct {
	x      syntax.Expr
	module string
}

// canonical maps the names of Bro's own events to those of today.
func canonical(name string) string {
	switch name {
	case "bro_init":
		return "zeek_init"
	case "bro_done":
		return "zeek_done"
	case "bro_script_loaded":
		return "zeek_script_loaded"
	}
	return name
}

// qualify gives the full name of what is declared as name in a module.
func qualify(module, name string) string {
	if rest, ok := strings.CutPrefix(name, globalModule+"::"); ok {
		return canonical(rest)
	}
	if module == globalModule || strings.Contains(name, "::") {
		return canonical(name)
	}
	return module + "::" + name
}

// declare takes a declaration from the parser.
func (l *loader) declare(d syntax.Decl) {
	l.decls = append(l.decls, d)
	l.index(d)
	module := syntax.ContextOf(d).Module
	switch d := d.(type) {
	case *syntax.VarDecl:
		name := qualify(module, d.Name.Name)
		if d.Keyword == syntax.REDEF {
			name = l.visible(module, d.Name.Name)
		}
		if name == "" {
			return
		}
		if d.Keyword != syntax.REDEF {
			l.known[name] = true
		}
		if d.Op == syntax.ASSIGN {
			l.consts[name] = constant{d.Init, module}
		}
	case *syntax.TypeDecl:
		l.known[qualify(module, d.Name.Name)] = true
		if e, ok := d.Type.(*syntax.EnumType); ok {
			l.knowLabels(module, e.Labels)
		}
	case *syntax.RedefEnum:
		l.knowLabels(module, d.Labels)
	case *syntax.FuncDecl:
		name := qualify(module, d.Name.Name)
		if d.Func.Keyword == syntax.EVENT && l.visible(module, d.Name.Name) == "" {
			name = qualify(globalModule, d.Name.Name)
		}
		l.known[name] = true
		l.funcs[name] = d
	}
}

func (l *loader) knowLabels(module string, labels []*syntax.EnumLabel) {
	for _, label := range labels {
		l.known[qualify(module, label.Name.Name)] = true
	}
}

// visible returns the full name that name means in a module so far, or "".
func (l *loader) visible(module, name string) string {
	if full := qualify(module, name); l.known[full] {
		return full
	}
	if full := qualify(globalModule, name); l.known[full] {
		return full
	}
	return ""
}

func (l *loader) defined(module, name string) bool { return l.visible(module, name) != "" }

func (l *loader) condition(module string, x syntax.Expr) bool {
	if name := l.unknown(module, x); name != nil {
		l.errorf(name.Start, "invalid expression in @if: %s is local, or not declared so far", name.Name)
		return false
	}
	l.steps = 0
	v := l.eval(module, x, 0)
	b, ok := v.(bool)
	if !ok && l.cfg.Eval != nil {
		return l.evaluate(module, x)
	}
	if !ok {
		l.errorf(x.Pos(), "invalid expression in @if: it must be a bool that is known before anything runs")
	}
	return b
}

// unknown returns a name in a condition that means nothing so far, nil if there is none. Names of
// other modules may be of what is not loaded; they only matter where they are reached.
func (l *loader) unknown(module string, x syntax.Expr) *syntax.Name {
	first := func(list ...syntax.Expr) *syntax.Name {
		for _, y := range list {
			if name := l.unknown(module, y); name != nil {
				return name
			}
		}
		return nil
	}
	switch x := x.(type) {
	case *syntax.Name:
		if !strings.Contains(x.Name, "::") && l.visible(module, x.Name) == "" {
			return x
		}
	case *syntax.Paren:
		return first(x.X)
	case *syntax.Unary:
		return first(x.X)
	case *syntax.Size:
		return first(x.X)
	case *syntax.Binary:
		return first(x.X, x.Y)
	case *syntax.Cond:
		return first(x.Cond, x.X, x.Y)
	case *syntax.Call:
		return first(append([]syntax.Expr{x.Fun}, x.Args...)...)
	}
	return nil
}

// eval computes x to a bool, float64 or string, or nil when that cannot be done.
func (l *loader) eval(module string, x syntax.Expr, depth int) any {
	// Steps are bounded too: constants may double at each level.
	if l.steps++; depth > 100 || l.steps > 10000 {
		return nil
	}
	depth++
	switch x := x.(type) {
	case *syntax.Paren:
		return l.eval(module, x.X, depth)
	case *syntax.Literal:
		switch v := x.Value.(type) {
		case uint64:
			return float64(v)
		case float64, string, bool:
			return v
		}
	case *syntax.Name:
		if v, ok := l.params[x.Name]; ok {
			return v
		}
		name := l.visible(module, x.Name)
		if c, ok := l.consts[name]; ok {
			return l.eval(c.module, c.x, depth)
		}
		if l.known[name] {
			return name // an enum label, which is only compared
		}
	case *syntax.Unary:
		switch v := l.eval(module, x.X, depth).(type) {
		case bool:
			if x.Op == syntax.BANG {
				return !v
			}
		case float64:
			if x.Op == syntax.MINUS {
				return -v
			}
		}
	case *syntax.Size:
		switch v := l.eval(module, x.X, depth).(type) {
		case string:
			return float64(len(v))
		case float64:
			return max(v, -v)
		}
	case *syntax.Cond:
		if c, ok := l.eval(module, x.Cond, depth).(bool); ok {
			if c {
				return l.eval(module, x.X, depth)
			}
			return l.eval(module, x.Y, depth)
		}
	case *syntax.Binary:
		return l.evalBinary(module, x, depth)
	case *syntax.Call:
		return l.evalCall(module, x, depth)
	}
	return nil
}

func (l *loader) evalBinary(module string, x *syntax.Binary, depth int) any {
	a := l.eval(module, x.X, depth)
	if b, ok := a.(bool); ok && (x.Op == syntax.ANDAND && !b || x.Op == syntax.OROR && b) {
		return b
	}
	b := l.eval(module, x.Y, depth)
	switch a := a.(type) {
	case bool:
		b, ok := b.(bool)
		if !ok {
			return nil
		}
		switch x.Op {
		case syntax.ANDAND, syntax.OROR:
			return b
		case syntax.EQ:
			return a == b
		case syntax.NE:
			return a != b
		}
	case float64:
		if b, ok := b.(float64); ok {
			switch x.Op {
			case syntax.PLUS:
				return a + b
			case syntax.MINUS:
				return a - b
			case syntax.STAR:
				return a * b
			}
			return compare(x.Op, a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			switch x.Op {
			case syntax.PLUS:
				return a + b
			case syntax.IN:
				return strings.Contains(b, a)
			case syntax.NOTIN:
				return !strings.Contains(b, a)
			}
			return compare(x.Op, a, b)
		}
	}
	return nil
}

func compare[T float64 | string](op syntax.Token, a, b T) any {
	switch op {
	case syntax.EQ:
		return a == b
	case syntax.NE:
		return a != b
	case syntax.LT:
		return a < b
	case syntax.LE:
		return a <= b
	case syntax.GT:
		return a > b
	case syntax.GE:
		return a >= b
	}
	return nil
}

func (l *loader) evalCall(module string, x *syntax.Call, depth int) any {
	fun, ok := x.Fun.(*syntax.Name)
	if !ok {
		return nil
	}
	name := l.visible(module, fun.Name)
	f := l.funcs[name]
	if name == "" || f == nil && l.cfg.Cond == nil {
		return nil
	}
	args := make([]any, len(x.Args))
	for i, a := range x.Args {
		if args[i] = l.eval(module, a, depth); args[i] == nil {
			return nil
		}
	}
	if f != nil {
		return l.evalBody(f, args, depth)
	}
	if v, ok := l.cfg.Cond(name, args); ok {
		return v
	}
	return nil
}

// evalBody gives what a function returns.
func (l *loader) evalBody(f *syntax.FuncDecl, args []any, depth int) any {
	if len(args) != len(f.Func.Params) {
		return nil
	}
	outer := l.params
	defer func() { l.params = outer }()
	l.params = map[string]any{}
	for i, p := range f.Func.Params {
		l.params[p.Name.Name] = args[i]
	}
	v, _ := l.run(f.Module, f.Func.Body, depth)
	return v
}

// run does a statement; done means that it returned v, nil if that cannot be known.
func (l *loader) run(module string, s syntax.Stmt, depth int) (v any, done bool) {
	switch s := s.(type) {
	case *syntax.BlockStmt:
		for _, b := range s.Stmts {
			if v, done := l.run(module, b, depth+1); done {
				return v, true
			}
		}
		return nil, false
	case *syntax.LocalStmt:
		if s.Init != nil {
			l.params[s.Name.Name] = l.eval(module, s.Init, depth)
			return nil, false
		}
	case *syntax.IfStmt:
		c, known := l.eval(module, s.Cond, depth).(bool)
		switch {
		case !known:
			return nil, true
		case c:
			return l.run(module, s.Then, depth+1)
		case s.Else != nil:
			return l.run(module, s.Else, depth+1)
		}
		return nil, false
	case *syntax.ReturnStmt:
		if s.X != nil {
			return l.eval(module, s.X, depth), true
		}
	}
	return nil, true
}
