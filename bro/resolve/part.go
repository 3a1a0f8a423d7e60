package resolve

import (
	"reflect"

	"brig/bro/syntax"
)

// This file makes a program of its own of the condition of an @if: of what it names, and of what
// that names in turn, as far as that is declared. Config.Eval runs it.

// evaluate computes a condition by running it; false, after an error, if that cannot be done.
func (l *loader) evaluate(module string, x syntax.Expr) bool {
	cond := &syntax.VarDecl{Span: x.Extent(), Context: syntax.Context{Module: module}, Keyword: syntax.GLOBAL,
		Name: syntax.Ident{Span: x.Extent(), Name: condName}, Op: syntax.ASSIGN, Init: x}
	part := &loader{
		cfg:       &Config{Builtin: l.cfg.Builtin},
		log:       log{order: l.order},
		files:     l.files,
		base:      l.base,
		loadedBy:  l.loadedBy,
		raw:       l.raw,
		variables: map[string]bool{},
		decls:     append(l.reached(cond), cond),
	}
	prog := part.attempt()
	for _, e := range part.errors {
		pos := e.Pos
		if span := x.Extent(); pos.File != span.Start.File || pos.Compare(span.Start) < 0 || pos.Compare(span.End) > 0 {
			pos = span.Start // what the condition needs is wrong, or not complete so far
		}
		l.errorf(pos, "invalid expression in @if: %s", e.Msg)
		return false
	}
	g := prog.Global(qualify(module, condName))
	if t := prog.Inits[len(prog.Inits)-1].Value.Type(); t.Kind != Bool {
		l.errorf(x.Pos(), "invalid expression in @if: it must be a bool, not %s", t)
		return false
	}
	v, err := l.cfg.Eval(prog, g)
	if err != nil {
		l.errorf(x.Pos(), "invalid expression in @if: %v", err)
	}
	return v
}

// attempt resolves; the result counts if there are no errors.
func (l *loader) attempt() *Program {
	defer catchTooMany()
	return l.resolve()
}

const condName = "@if" // no script can mean it

// reached gives the declarations that d needs, in the order they were made.
func (l *loader) reached(d syntax.Decl) []syntax.Decl {
	needed := map[int]bool{}
	var need func(d syntax.Decl)
	need = func(d syntax.Decl) {
		module := syntax.ContextOf(d).Module
		identifiers(reflect.ValueOf(d), func(name string) {
			for _, full := range []string{qualify(module, name), qualify(globalModule, name)} {
				for _, i := range l.named[full] {
					if !needed[i] {
						needed[i] = true
						need(l.decls[i])
					}
				}
			}
		})
	}
	need(d)
	var list []syntax.Decl
	for i, d := range l.decls {
		if needed[i] {
			list = append(list, d)
		}
	}
	return list
}

// identifiers calls f with each name in a tree.
func identifiers(v reflect.Value, f func(name string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if _, isFile := v.Interface().(*syntax.File); !v.IsNil() && !isFile {
			identifiers(v.Elem(), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			identifiers(v.Index(i), f)
		}
	case reflect.Struct:
		if id, ok := v.Interface().(syntax.Ident); ok {
			f(id.Name)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				identifiers(v.Field(i), f)
			}
		}
	}
}

// index notes the names that a declaration has to do with.
func (l *loader) index(d syntax.Decl) {
	at, module := len(l.decls)-1, syntax.ContextOf(d).Module
	note := func(name string) {
		for _, full := range []string{qualify(module, name), qualify(globalModule, name)} {
			l.named[full] = append(l.named[full], at)
		}
	}
	labels := func(list []*syntax.EnumLabel) {
		for _, label := range list {
			note(label.Name.Name)
		}
	}
	switch d := d.(type) {
	case *syntax.VarDecl:
		note(d.Name.Name)
	case *syntax.TypeDecl:
		note(d.Name.Name)
		if e, ok := d.Type.(*syntax.EnumType); ok {
			labels(e.Labels)
		}
	case *syntax.RedefEnum:
		note(d.Name.Name)
		labels(d.Labels)
	case *syntax.RedefRecord:
		note(d.Name.Name)
	case *syntax.RedefField:
		note(d.Name.Name)
	case *syntax.FuncDecl:
		note(d.Name.Name)
	}
}
