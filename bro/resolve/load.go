package resolve

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"brig/bro/syntax"
)

// This file finds, reads and parses scripts.

// Limits on what is loaded; scripts are input from outside.
const (
	maxFiles     = 10000
	maxLoadDepth = 200
)

// A Config says what to load. Open must be set.
type Config struct {
	// Open opens a file, or a folder, by the name that joining an element of Path and the
	// name of a script gives. Names have slashes.
	Open func(name string) (fs.File, error)
	// Path is where scripts are searched, in order. Scripts given to the
	// engine, and @load of absolute and ./relative names, are also tried as they are.
	Path []string

	// Stdin is the script that "-" stands for among Scripts; nil is an empty one.
	Stdin io.Reader

	Base    []string // scripts loaded before all others
	Scripts []string // scripts of the command line
	Code    []string // code of the command line (-e), loaded after Scripts
	// Redefs are "name=value" of the command line, applied last. The value of a
	// string variable need not be quoted.
	Redefs []string

	// Usage asks for warnings of handlers, functions and variables that nothing uses.
	Usage bool
	// Builtin tells which builtin functions exist; nil means all that are declared.
	Builtin func(name string) bool
	// Cond gives the value of a builtin function within an @if condition: a bool, float64 or
	// string. Args are of these types too. nil, or false, means it has none there.
	Cond func(name string, args []any) (any, bool)
	// Eval runs the initial values of a program that was made of an @if condition that Load cannot
	// compute itself, and gives what g, a bool, holds then. nil: such a condition is an error.
	Eval func(prog *Program, g *Global) (bool, error)
}

// Load makes a program of scripts, with their warnings in it. The error is an ErrorList, which has
// the warnings too.
func Load(cfg *Config) (*Program, error) {
	l := &loader{
		cfg:      cfg,
		log:      log{order: map[*syntax.File]int{}},
		loaded:   map[string]bool{},
		known:    map[string]bool{},
		named:    map[string][]int{},
		loadedBy: map[*syntax.File]syntax.Pos{},
		consts:   map[string]constant{},
		funcs:    map[string]*syntax.FuncDecl{},
		raw:      map[*syntax.VarDecl]string{},

		variables: map[string]bool{},
	}
	prog := l.program()
	if len(l.errors) > 0 {
		return nil, ErrorList(l.sorted(append(l.errors, l.warnings...)))
	}
	prog.Warnings = l.sorted(l.warnings)
	return prog, nil
}

// program runs all steps; the result counts if there are no errors.
func (l *loader) program() *Program {
	defer catchTooMany()
	for _, name := range l.cfg.Base {
		l.loadScript(name)
	}
	l.base = len(l.files)
	for _, name := range l.cfg.Scripts {
		l.loadScript(name)
	}
	l.loadPrefixed()
	for _, code := range l.cfg.Code {
		l.parse(&syntax.File{Name: "<command line>"}, code)
	}
	for _, text := range l.cfg.Redefs {
		l.redef(text)
	}
	return l.resolve()
}

// resolve makes the program of all declarations.
func (l *loader) resolve() *Program {
	for {
		errors, warnings, variables := len(l.errors), len(l.warnings), len(l.variables)
		r := newResolver(l)
		r.run()
		if len(l.variables) == variables {
			return r.prog
		}
		// A function or event turned out to be a variable, so names mean something else.
		l.errors, l.warnings = l.errors[:errors], l.warnings[:warnings]
	}
}

// A loader holds what loading has found so far.
type loader struct {
	log
	cfg       *Config
	files     []*syntax.File
	loaded    map[string]bool // by clean name
	base      int             // how many files Config.Base is
	depth     int
	decls     []syntax.Decl
	prefixes  []string                    // of @prefixes
	loadedBy  map[*syntax.File]syntax.Pos // where a file is loaded; no place: by the command line
	raw       map[*syntax.VarDecl]string  // redefs of the command line: the value as text
	variables map[string]bool             // functions, events and hooks that statements assign to

	// for conditions
	known  map[string]bool     // global names declared so far
	named  map[string][]int    // by name: declarations that have to do with it
	consts map[string]constant // their values, as expressions
	funcs  map[string]*syntax.FuncDecl
	steps  int            // of the condition being computed
	params map[string]any // of the function being called in it
}

// loadScript loads a script named by the command line.
func (l *loader) loadScript(name string) {
	if name == "-" {
		l.loadStdin()
		return
	}
	full, err := l.find(name, "", true)
	if err != nil {
		l.errorf(syntax.Pos{File: &syntax.File{Name: "<command line>"}, Line: 1, Col: 1}, "can't open %s: %v", name, err)
		return
	}
	l.load(full, syntax.Pos{})
}

// loadStdin loads the script that comes from outside of files, once.
func (l *loader) loadStdin() {
	if l.loaded["-"] || l.cfg.Stdin == nil {
		return
	}
	l.loaded["-"] = true
	file := &syntax.File{Name: "<stdin>"}
	src, err := io.ReadAll(io.LimitReader(l.cfg.Stdin, syntax.MaxFileSize+1))
	if err != nil {
		l.errorf(syntax.Pos{File: file, Line: 1, Col: 1}, "reading the script: %v", err)
		return
	}
	l.parse(file, string(src))
}

// load reads and parses a file, unless it has been loaded.
func (l *loader) load(name string, from syntax.Pos) {
	if l.loaded[name] {
		return
	}
	l.loaded[name] = true
	if len(l.files) >= maxFiles || l.depth >= maxLoadDepth {
		l.errorf(from, "loading %s: too many files, or loaded too deeply", name)
		return
	}
	src, err := l.read(name)
	if err != nil {
		l.errorf(from, "reading %s: %v", name, err)
		return
	}
	file := &syntax.File{Name: name, Level: l.depth}
	l.loadedBy[file] = from
	l.depth++
	l.parse(file, src)
	l.depth--
}

func (l *loader) read(name string) (string, error) {
	f, err := l.cfg.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	// One byte more than allowed, for the parser to refuse it.
	src, err := io.ReadAll(io.LimitReader(f, syntax.MaxFileSize+1))
	return string(src), err
}

func (l *loader) parse(file *syntax.File, src string) {
	l.order[file] = len(l.files)
	l.files = append(l.files, file)
	syntax.Parse(file, src, &syntax.Host{
		Decl: func(d syntax.Decl) { l.declare(d) },
		Error: func(e *syntax.Error) bool {
			if !l.add(e) {
				panic(tooMany{})
			}
			return true
		},
		Directive: func(d *syntax.Directive) { l.directive(d) },
		Defined:   l.defined,
		Cond:      l.condition,
	})
}

func (l *loader) directive(d *syntax.Directive) {
	switch d.Name {
	case "load":
		name, err := l.find(d.Arg, d.Start.File.Name, false)
		if err != nil {
			l.errorf(d.Start, "can't find %s", d.Arg)
			return
		}
		l.load(name, d.Start)
	case "unload":
		if name, err := l.find(d.Arg, d.Start.File.Name, false); err == nil {
			l.loaded[name] = true
		}
	case "load-sigs":
		l.warnf(d.Start, "@load-sigs %s: signatures are not supported; the file is not read", d.Arg)
	case "load-plugin":
		l.warnf(d.Start, "@load-plugin %s: plugins are not supported", d.Arg)
	case "prefixes":
		l.setPrefixes(d)
	case "deprecated":
		by := "command line arguments"
		if from := l.loadedBy[d.Start.File]; from.IsValid() {
			by = from.File.Name + ":" + strconv.Itoa(int(from.Line))
		}
		msg := "deprecated script loaded from " + by
		if text := strings.Trim(d.Arg, `"`); text != "" {
			msg += ": " + text
		}
		l.warnf(d.Start, "%s", msg)
	}
}

// setPrefixes follows "@prefixes = a:b" and "@prefixes += c".
func (l *loader) setPrefixes(d *syntax.Directive) {
	list, add := strings.CutPrefix(d.Arg, "+=")
	if !add {
		var set bool
		if list, set = strings.CutPrefix(d.Arg, "="); !set {
			l.errorf(d.Start, "@prefixes needs = or += and names separated by colons")
			return
		}
		l.prefixes = nil
	}
	for _, p := range strings.Split(list, ":") {
		if p = strings.TrimSpace(p); p != "" {
			l.prefixes = append(l.prefixes, p)
		}
	}
}

// loadPrefixed loads for each script a/b.bro the scripts PREFIX.a.b.bro that can be found, the latest
// prefix first. A package's script has the name of its folder.
func (l *loader) loadPrefixed() {
	prefixed := map[*syntax.File]bool{}
	for i := 0; i < len(l.files); i++ { // what is loaded here is looked at as well
		file := l.files[i]
		if prefixed[file] {
			continue
		}
		for _, prefix := range slices.Backward(l.prefixes) {
			name, err := l.find(prefix+"."+l.flatName(file.Name), "", false)
			if err != nil {
				continue
			}
			n := len(l.files)
			l.load(name, syntax.Pos{})
			if n < len(l.files) {
				prefixed[l.files[n]] = true
			}
		}
	}
}

// flatName gives the name of a script below the search path, with dots for slashes.
func (l *loader) flatName(name string) string {
	for _, dir := range l.cfg.Path {
		if rest, ok := strings.CutPrefix(name, path.Clean(dir)+"/"); ok && dir != "" && dir != "." {
			name = rest
			break
		}
	}
	dir, base := path.Split(name)
	if ext := path.Ext(base); base == "__load__"+ext {
		name = strings.TrimSuffix(dir, "/") + ext
	}
	return strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", ".")
}

// find returns the name under which the script arg can be opened. from is the
// file that loads it.
func (l *loader) find(arg, from string, commandLine bool) (string, error) {
	var candidates []string
	relative := strings.HasPrefix(arg, "./") || strings.HasPrefix(arg, "../") || arg == "." || arg == ".."
	switch {
	case path.IsAbs(arg):
		candidates = []string{arg}
	case relative && !commandLine:
		candidates = []string{path.Join(path.Dir(from), arg)}
	default:
		if commandLine {
			candidates = []string{path.Clean(arg)}
		}
		for _, dir := range l.cfg.Path {
			candidates = append(candidates, path.Join(dir, arg))
		}
	}
	err := fs.ErrNotExist
	for _, c := range candidates {
		name, e := l.resolvePath(c)
		if e == nil {
			return name, nil
		}
		if !errors.Is(e, fs.ErrNotExist) && errors.Is(err, fs.ErrNotExist) {
			err = e
		}
	}
	return "", err
}

// resolvePath tries the forms a script's name can stand for: a file, one with a suffix, or the
// folder of a package.
func (l *loader) resolvePath(name string) (string, error) {
	dir, err := l.stat(name)
	if err == nil && !dir {
		return name, nil
	}
	base, suffixed := strings.CutSuffix(name, ".bro")
	if !suffixed {
		base, suffixed = strings.CutSuffix(name, ".zeek")
	}
	for _, suffix := range []string{".bro", ".zeek"} {
		if d, e := l.stat(base + suffix); e == nil && !d {
			return base + suffix, nil
		}
	}
	if err == nil && !suffixed {
		for _, suffix := range []string{".bro", ".zeek"} {
			full := path.Join(name, "__load__"+suffix)
			if d, e := l.stat(full); e == nil && !d {
				return full, nil
			}
		}
		return "", fmt.Errorf("folder %s has no __load__.bro: %w", name, fs.ErrNotExist)
	}
	if err == nil {
		err = fs.ErrNotExist
	}
	return "", err
}

func (l *loader) stat(name string) (dir bool, err error) {
	f, err := l.cfg.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	return info.IsDir(), nil
}

// redef adds "name=value" of the command line.
func (l *loader) redef(text string) {
	file := &syntax.File{Name: "<command line>"}
	l.order[file] = len(l.files)
	pos := syntax.Pos{File: file, Line: 1, Col: 1}
	name, value, ok := strings.Cut(text, "=")
	if !ok || name == "" {
		l.errorf(pos, "%q is no name=value", text)
		return
	}
	var decl *syntax.VarDecl
	var first *syntax.Error
	syntax.Parse(file, "redef "+name+" = "+value+";", &syntax.Host{
		Decl: func(d syntax.Decl) {
			if v, ok := d.(*syntax.VarDecl); ok {
				decl = v
			}
		},
		Error: func(e *syntax.Error) bool {
			first = e
			return false
		},
		Directive: func(*syntax.Directive) {},
		Defined:   l.defined,
		Cond:      l.condition,
	})
	if first != nil {
		// It may still be the bare text of a string; checked when the type is known.
		span := syntax.Span{Start: pos, End: pos}
		decl = &syntax.VarDecl{Span: span, Context: syntax.Context{Module: globalModule}, Keyword: syntax.REDEF, Op: syntax.ASSIGN,
			Name: syntax.Ident{Span: span, Name: name}, Init: &syntax.Literal{Span: span, Token: syntax.STRING}}
	}
	if decl == nil {
		l.errorf(pos, "%q is no name=value", text)
		return
	}
	l.raw[decl] = value
	l.declare(decl)
}
