package resolve

// This file finds functions that can end without giving the value they promise.

// checkEnd warns of a function with a result that can reach its end.
func (r *resolver) checkEnd(f *Func, b *Body) {
	switch t := f.Type.Sig.Result; {
	case f.Type.Sig.Flavour != Function || t.Kind == Void || t.Kind == Invalid || t.Kind == Any:
	case r.passes(b.Stmts):
		r.warnf(b.Span.Start, "%s may end without returning a value", f.Type.Sig.Flavour.String()+" "+f.Name)
	}
}

// passes reports whether control can get past a list of statements.
func (r *resolver) passes(list []Stmt) bool {
	for _, s := range list {
		if !r.passesOne(s) {
			return false
		}
	}
	return true
}

func (r *resolver) passesOne(s Stmt) bool {
	switch s := s.(type) {
	case *Return, *Next, *Break, *Fallthrough, *Veto:
		return false
	case *Block:
		return r.passes(s.Stmts)
	case *If:
		return s.Else == nil || r.passesOne(s.Then) || r.passesOne(s.Else)
	case *While:
		c, _ := constOf(s.Cond)
		return c != true || leaves(s.Body)
	case *When:
		return !s.Returns
	case *Switch:
		return r.passesSwitch(s)
	case *ExprStmt:
		call, ok := s.X.(*Call)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*FuncRef)
		return !ok || !f.Func.Builtin || f.Func.Name != "exit" && f.Func.Name != "Reporter::fatal"
	}
	return true
}

func (r *resolver) passesSwitch(s *Switch) bool {
	hasDefault := false
	for i, c := range s.Cases {
		hasDefault = hasDefault || c.Default
		last := i == len(s.Cases)-1
		for j, b := range c.Body {
			if _, falls := b.(*Fallthrough); falls {
				if last {
					return true
				}
				break
			}
			if leaves(b) {
				return true
			}
			if !r.passesOne(b) {
				break
			}
			if last && j == len(c.Body)-1 {
				return true
			}
		}
	}
	return !hasDefault
}

// leaves reports whether a break within s leaves the loop or switch around it.
func leaves(s Stmt) bool {
	switch s := s.(type) {
	case *Break:
		return true
	case *Block:
		for _, b := range s.Stmts {
			if leaves(b) {
				return true
			}
		}
	case *If:
		return leaves(s.Then) || s.Else != nil && leaves(s.Else)
	}
	return false
}
