package resolve

import (
	"reflect"
	"testing"
)

// checkFinished walks what a program has of a file and fails on what it must not hold: expressions
// without type or of an invalid one.
func checkFinished(t *testing.T, p *Program, file string) {
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Pointer()] {
				return
			}
			seen[v.Pointer()] = true
			if x, ok := v.Interface().(Expr); ok {
				if x.Type() == nil {
					t.Fatalf("%s: %T without type", x.Pos(), x)
				}
				if x.Type().Kind == Invalid {
					t.Fatalf("%s: %T of invalid type", x.Pos(), x)
				}
			}
			if typ, ok := v.Interface().(*Type); ok && typ.Kind == Invalid && typ != invalidType {
				t.Fatalf("invalid type")
			}
			walk(v.Elem())
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		}
	}
	for _, in := range p.Inits {
		if in.Value == nil {
			t.Fatalf("%s: no value", in.Pos)
		}
		if in.Pos.File.Name == file {
			walk(reflect.ValueOf(in))
		}
	}
	for _, f := range p.Funcs {
		for _, b := range f.Bodies {
			if b.Span.Start.File.Name == file {
				walk(reflect.ValueOf(b))
			}
		}
	}
	walk(reflect.ValueOf(p.Main))
}
