package interp

import "brig/bro/resolve"

// This file compiles while loops.

func (c *compiler) while(s *resolve.While) stmt {
	if run := c.counting(s); run != nil {
		return run
	}
	in := c.in
	test, body := c.cond(s.Cond), c.loopBody(s.Body)
	return func(fr *Frame) status {
		for test(fr) {
			if in.steps--; in.steps < 0 {
				in.poll()
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

func (c *compiler) loopBody(s resolve.Stmt) stmt {
	if body := c.stmt(s); body != nil {
		return body
	}
	return func(*Frame) status { return normal }
}

// A counting is what "while ( i < n )" does between two rounds.
type counting struct {
	in       *Interp
	i, n     int    // slots
	one      uint64 // 1 if the body ends with ++i, which is done here; else 0
	overflow func()
}

// more reports whether there is a further round.
func (l *counting) more(fr *Frame) bool {
	if fr.at(l.i).n >= fr.at(l.n).n {
		return false
	}
	in := l.in
	if in.steps--; in.steps < 0 {
		in.poll()
	}
	return true
}

// wraps ends a round with ++i. It reports whether that is too large, which
// takes a body that changes i.
func (l *counting) wraps(fr *Frame) bool {
	p := fr.at(l.i)
	n := p.n + l.one
	if n < l.one {
		return true
	}
	p.n = n
	return false
}

// after is what a loop's status is after a statement left its body.
func after(s status) status {
	if s == broken {
		return normal
	}
	return s
}

// counting compiles "while ( i < n )" where i is a variable and n another or a
// constant; nil if s is no such loop.
func (c *compiler) counting(s *resolve.While) stmt {
	l := &counting{in: c.in, overflow: overflow(s.Pos())}
	slot, most, isConst := c.belowConst(s.Cond)
	l.i = slot
	if isConst {
		l.n = c.scratch()
	} else {
		var ok bool
		if l.i, l.n, ok = c.belowSlot(s.Cond); !ok {
			return nil
		}
	}
	stmts := inner(s.Body)
	if len(stmts) > 0 {
		if d := c.stepOf(stmts[len(stmts)-1], l.i); d != nil {
			stmts, l.one, l.overflow = stmts[:len(stmts)-1], 1, overflow(d.Pos())
		}
	}
	run := l.loop(c.stmts(stmts))
	if !isConst {
		return run
	}
	bound := Value{most, resolve.CountType}
	return func(fr *Frame) status {
		*fr.at(l.n) = bound
		return run(fr)
	}
}

// loop runs the first statements of a body from the loop itself, which spares
// a call a round.
func (l *counting) loop(body []stmt) stmt {
	switch len(body) {
	case 0:
		return func(fr *Frame) status {
			for l.more(fr) {
				if l.wraps(fr) {
					l.overflow()
				}
			}
			return normal
		}
	case 1:
		first := body[0]
		return func(fr *Frame) status {
			for l.more(fr) {
				switch s := first(fr); s {
				case normal:
					if l.wraps(fr) {
						l.overflow()
					}
				case next:
				default:
					return after(s)
				}
			}
			return normal
		}
	}
	first, rest := body[0], sequence(body[1:])
	return func(fr *Frame) status {
		for l.more(fr) {
			s := first(fr)
			if s == normal {
				s = rest(fr)
			}
			switch s {
			case normal:
				if l.wraps(fr) {
					l.overflow()
				}
			case next:
			default:
				return after(s)
			}
		}
		return normal
	}
}

// stepOf returns s if it is ++ of the variable in slot.
func (c *compiler) stepOf(s resolve.Stmt, slot int) *resolve.IncDec {
	x, ok := s.(*resolve.ExprStmt)
	if !ok {
		return nil
	}
	d, ok := x.X.(*resolve.IncDec)
	if !ok || d.Delta < 0 {
		return nil
	}
	if at, ok := c.plainSlot(d.Target); !ok || at != slot {
		return nil
	}
	return d
}
