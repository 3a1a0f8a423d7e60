package resolve

import (
	"fmt"
	"strings"
	"testing"
)

func TestSame(t *testing.T) {
	rec := func(name string) *Type {
		r := NewRecord(name, &Field{Name: "n", Type: CountType})
		r.addField(&Field{Name: "self", Type: r})
		return r
	}
	for _, test := range []struct {
		a, b *Type
		want bool
	}{
		{CountType, CountType, true},
		{CountType, IntType, false},
		{NewSet(AddrType), NewSet(AddrType), true},
		{NewSet(AddrType), NewSet(AddrType, PortType), false},
		{NewTable(BoolType, AddrType), NewTable(CountType, AddrType), false},
		{rec("A"), rec("B"), true},
		{rec("A"), NewRecord("C", &Field{Name: "n", Type: CountType}), false},
		{NewEnum("E", "A"), NewEnum("F", "A"), false},
		{NewOpaque("md5"), NewOpaque("sha1"), false},
		{NewVector(CountType), NewVector(CountType), true},
	} {
		if got := Same(test.a, test.b); got != test.want {
			t.Errorf("Same(%s, %s) = %v, want %v", test.a, test.b, got, test.want)
		}
	}
	// Types that share parts on both sides take no exponential time.
	a, b := NewVector(CountType), NewVector(CountType)
	for range 100 {
		a, b = NewTable(a, a), NewTable(b, b)
	}
	if !Same(a, b) {
		t.Error("types with shared parts differ")
	}
}

func TestDescribe(t *testing.T) {
	e := NewEnum("M::E", "M::A", "M::B")
	sig := &Type{Kind: Callable, Sig: &Signature{Params: []*Param{{Name: "a", Type: e}}, VarArgs: true, Result: BoolType}}
	for _, test := range []struct {
		t           *Type
		str, detail string
	}{
		{CountType, "count", "count"},
		{e, "M::E", "M::E"},
		{NewTable(e, AddrType, PortType), "table[addr,port] of M::E", "table[addr,port] of M::E"},
		{NewRecord("R", &Field{Name: "a", Type: e}), "R", "record { a:M::E; }"},
		{sig, "function(a:M::E; ...) : bool", "function(a:M::E; ...) : bool"},
		{NewOpaque("md5"), "opaque of md5", "opaque of md5"},
		{NewTypeType(CountType), "type count", "type count"},
	} {
		if got := test.t.String(); got != test.str {
			t.Errorf("String() = %s, want %s", got, test.str)
		}
		if got := test.t.Describe(); got != test.detail {
			t.Errorf("Describe() = %s, want %s", got, test.detail)
		}
	}
}

// TestDeepCoercion converts between record types that share their parts, which
// written out would have 2^60 fields.
func TestDeepCoercion(t *testing.T) {
	src := "type A0: record { x: count; };\ntype B0: record { x: int; };\n"
	for i := range 60 {
		src += fmt.Sprintf("type A%d: record { l: A%d; r: A%d; };\ntype B%d: record { l: B%d; r: B%d; };\n", i+1, i, i, i+1, i, i)
	}
	src += "global a: A60; global b: B60 = a;\n"
	_, err := load(src)
	if err == nil || !strings.Contains(err.Error(), "nested too deeply") {
		t.Errorf("got %v, want an error", err)
	}
	if _, err := load(strings.Replace(src, "x: int", "x: string", 1)); err == nil || !strings.Contains(err.Error(), "type clash for field") {
		t.Errorf("got %v, want a type clash", err)
	}
}
