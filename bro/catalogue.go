package bro

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"brig/bro/syntax"
)

// A Component is something that the engine or its library offers to scripts.
type Component struct {
	Family    string `json:"family"` // "Bro::strings" for what base/bif/strings.bif declares, else the script's name
	Kind      string `json:"kind"`   // Analyzer, Reader, Writer, Function, Event, Hook, Constant, Option, Global or Type
	Name      string `json:"name"`   // qualified
	Signature string `json:"signature,omitempty"`
}

// kindOrder is how components of a family are listed.
var kindOrder = []string{"Analyzer", "Reader", "Writer", "Function", "Event", "Hook", "Constant", "Option", "Global", "Type"}

// Catalogue lists what scripts can use: analyzers, readers and writers of the engine, and what the
// scripts that cfg loads export, of which the library's built-in functions and events are a
// part. It is sorted by family, kind and name.
func Catalogue(cfg *Config) ([]Component, error) {
	e := newEngine(cfg.withDefaults())
	if err := e.load(); err != nil {
		return nil, err
	}
	prog := e.in.Program()
	var list []Component
	for _, name := range e.session.Analyzers() {
		list = append(list, Component{"Bro::analyzers", "Analyzer", name, tagPrefix + name})
	}
	for kind, enum := range map[string]string{"Reader": "Input::Reader", "Writer": "Log::Writer"} {
		if t := prog.Type(enum); t != nil {
			for _, l := range t.Labels {
				_, name, _ := strings.Cut(l.Name, strings.ToUpper(kind)+"_")
				list = append(list, Component{"Bro::" + strings.ToLower(kind) + "s", kind, name, l.Name})
			}
		}
	}
	for _, f := range prog.Funcs {
		if f.Exported && f.Declared {
			kind := [...]string{"Function", "Event", "Hook"}[f.Type.Sig.Flavour]
			list = append(list, Component{family(f.Pos), kind, f.Name, f.Type.Sig.Declaration(f.Name)})
		}
	}
	for _, g := range prog.Globals {
		if g.Exported {
			kind := "Global"
			if g.Option {
				kind = "Option"
			} else if g.Const {
				kind = "Constant"
			}
			list = append(list, Component{family(g.Pos), kind, g.Name, g.Name + ": " + g.Type.String()})
		}
	}
	for _, t := range prog.Types {
		if t.Name != "" {
			list = append(list, Component{family(t.Pos()), "Type", t.Name, t.Name + ": " + t.Describe()})
		}
	}
	slices.SortStableFunc(list, func(a, b Component) int {
		return cmp.Or(cmp.Compare(a.Family, b.Family),
			cmp.Compare(slices.Index(kindOrder, a.Kind), slices.Index(kindOrder, b.Kind)), cmp.Compare(a.Name, b.Name))
	})
	return slices.CompactFunc(list, func(a, b Component) bool { return a == b }), nil
}

// family names the part of the library that a declaration belongs to.
func family(pos syntax.Pos) string {
	if !pos.IsValid() {
		return "Bro"
	}
	name := pos.File.Name
	for _, suffix := range []string{".bro", ".zeek"} {
		name = strings.TrimSuffix(name, suffix)
	}
	if base, ok := strings.CutSuffix(path.Base(name), ".bif"); ok {
		return "Bro::" + base
	}
	return name
}
