package resolve

import "brig/bro/syntax"

// This file warns of what nobody uses, for Config.Usage.

// checkUsage warns of handlers that nothing runs, functions that nothing calls and locals that nothing
// names, in all scripts but those of Config.Base.
func (r *resolver) checkUsage() {
	for f, list := range r.handlers {
		if f.Used || r.isBase(f.Pos.File) {
			continue
		}
		for _, d := range list {
			switch {
			case r.hasUse(d.Func.Attrs):
			case d.Func.Keyword == syntax.EVENT:
				r.warnf(d.Name.Start, "handler for non-existing event cannot be invoked: %s", f.Name)
			case !d.Exported && !r.entries[f.Name].inExport:
				r.warnf(d.Name.Start, "non-exported %s does not have any callers: %s", d.Func.Keyword, f.Name)
			}
		}
	}
}

func (r *resolver) hasUse(attrs []*syntax.Attr) bool {
	for _, a := range attrs {
		if a.Name == "is_used" || a.Name == "deprecated" {
			return true
		}
	}
	return false
}

// isBase tells whether a file was loaded before the scripts of the user.
func (r *resolver) isBase(f *syntax.File) bool { return r.order[f] < r.base }

// checkLocals warns of local variables of a body that are never named.
func (r *resolver) checkLocals(b *Body) {
	if !r.cfg.Usage || r.isBase(b.Span.Start.File) {
		return
	}
	for _, l := range b.Locals[len(b.Params):] {
		if !l.used && !isBlank(l.Name) && (l.Attrs == nil || !l.Attrs.IsUsed) && l.Type.Kind != Invalid {
			r.warnf(l.Pos, "\"%s\" is never used", l.Name)
		}
	}
}
