package resolve

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"brig/bro/syntax"
	"brig/bro/syntax/syntaxtest"
)

// opener opens the files of a map.
func opener(files map[string]string) func(string) (fs.File, error) {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return func(name string) (fs.File, error) { return m.Open(name) }
}

// builtins are declared for every test.
const builtins = `
global fmt: function(...): string;
global cat: function(...): string;
global strlen: function(s: string): count;
global network_time: function(): time;
global sort: function(v: any, ...): any;
global missing: function(): count;
global zeek_init: event();
global terminate: function(): bool;
`

func load(src string) (*Program, error) {
	return Load(&Config{
		Open:    opener(map[string]string{"base.bif.bro": builtins, "x.bro": src}),
		Base:    []string{"base.bif.bro"},
		Scripts: []string{"x.bro"},
		Builtin: func(name string) bool { return name != "missing" },
	})
}

var wantError = regexp.MustCompile("### *\"((?:[^\"\\\\]|\\\\.)*)\"")

// TestLanguage runs the files in testdata: scripts separated by lines of "---". A line that
// is in error says so in a comment: ### "regular expression". Others have no error.
func TestLanguage(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bro")
	if err != nil || len(files) == 0 {
		t.Fatal("no test scripts", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			first := 1
			for _, chunk := range strings.Split(string(data), "\n---\n") {
				checkChunk(t, file, first, chunk)
				first += strings.Count(chunk, "\n") + 2
			}
		})
	}
}

func checkChunk(t *testing.T, file string, first int, chunk string) {
	want := map[int][]*regexp.Regexp{}
	for i, line := range strings.Split(chunk, "\n") {
		for _, m := range wantError.FindAllStringSubmatch(line, -1) {
			re, err := regexp.Compile(strings.ReplaceAll(m[1], `\"`, `"`))
			if err != nil {
				t.Fatalf("%s:%d: %v", file, first+i, err)
			}
			want[i+1] = append(want[i+1], re)
		}
	}
	prog, err := load(chunk)
	var got []*syntax.Error
	if err != nil {
		got = err.(ErrorList)
	} else {
		got = prog.Warnings
	}
	for _, e := range got {
		line, found := int(e.Pos.Line), false
		for i, re := range want[line] {
			if re != nil && re.MatchString(e.Msg) {
				want[line][i] = nil
				found = true
				break
			}
		}
		if !found {
			t.Errorf("%s:%d: unexpected: %s", file, first+line-1, e)
		}
	}
	for line, res := range want {
		for _, re := range res {
			if re != nil {
				t.Errorf("%s:%d: no error matches %q", file, first+line-1, re)
			}
		}
	}
}

func TestLoad(t *testing.T) {
	files := map[string]string{
		"lib/base/init.bro":         "@load ./pkg\n@load base/utils.bro\nmodule A; export { const level = 3 &redef; }",
		"lib/base/pkg/__load__.bro": "@load ./main",
		"lib/base/pkg/main.zeek":    "global in_main = T;",
		"lib/base/utils.zeek":       "@load base/pkg\nglobal in_utils = in_main;",
		"site/local.bro":            "@load base/init\n@ifdef ( A::level )\nglobal yes = T;\n@endif\n@if ( A::level > 2 && F )\nglobal no = T;\n@endif",
		"site/missing.bro":          "global a = 1;\n@load ./nothing\n",
		"site/loop.bro":             "@load ./loop\n@load ./loop2",
		"site/loop2.bro":            "@load ./loop",
		"site/bad.bro":              "@if ( unknown() )\n@endif\n",
	}
	names := func(p *Program) string {
		var s []string
		for _, f := range p.Files {
			s = append(s, fmt.Sprintf("%d:%s", f.Level, f.Name))
		}
		return strings.Join(s, " ")
	}
	cfg := func(scripts ...string) *Config {
		return &Config{Open: opener(files), Path: []string{"lib"}, Scripts: scripts}
	}
	p, err := Load(cfg("site/local"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(p), "0:site/local.bro 1:lib/base/init.bro 2:lib/base/pkg/__load__.bro 3:lib/base/pkg/main.zeek 2:lib/base/utils.zeek"; got != want {
		t.Errorf("files:\n got %s\nwant %s", got, want)
	}
	if p.Global("yes") == nil || p.Global("no") != nil || p.Global("A::level") == nil {
		t.Error("conditions were not followed")
	}
	for _, test := range []struct{ script, want string }{
		{"site/missing.bro", "site/missing.bro, line 2, column 1: error: can't find ./nothing"},
		{"nowhere.bro", "<command line>, line 1, column 1: error: can't open nowhere.bro: file does not exist"},
		{"site/bad.bro", "site/bad.bro, line 1, column 7: error: invalid expression in @if: unknown is local, or not declared so far"},
		{"site/loop.bro", ""},
	} {
		_, err := Load(cfg(test.script))
		if got := fmt.Sprint(err); got != test.want && !(err == nil && test.want == "") {
			t.Errorf("%s: got %s, want %s", test.script, got, test.want)
		}
	}
}

// For each script, prefixed ones of its name with dots are loaded after all others.
func TestPrefixes(t *testing.T) {
	files := map[string]string{
		"lib/base/pkg/__load__.bro": "@load ./main",
		"lib/base/pkg/main.bro":     "global in_main = T;",
		"lib/one.base.pkg.bro":      "@load base/late",
		"lib/two.base.pkg.zeek":     "",
		"lib/one.base.pkg.main.bro": "",
		"lib/base/late.bro":         "",
		"lib/two.base.late.bro":     "",
		"lib/three.set.bro":         "",
		"lib/gone.base.late.bro":    "",
		"set.bro":                   "@prefixes += gone\n@prefixes = one:two\n@prefixes += three\n@load base/pkg\n",
	}
	p, err := Load(&Config{Open: opener(files), Path: []string{".", "lib"}, Scripts: []string{"set.bro"}, Code: []string{"print in_main;"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range p.Files {
		got = append(got, f.Name)
	}
	want := "set.bro lib/base/pkg/__load__.bro lib/base/pkg/main.bro lib/three.set.bro lib/two.base.pkg.zeek lib/one.base.pkg.bro " +
		"lib/base/late.bro lib/one.base.pkg.main.bro lib/two.base.late.bro <command line>"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("files:\n got %s\nwant %s", s, want)
	}
}

func TestCommandLine(t *testing.T) {
	cfg := &Config{
		Open:    opener(map[string]string{"x.bro": "global g: count; module M; export { const s = \"\" &redef; const n: double = 0 &redef; }"}),
		Scripts: []string{"x.bro"},
		Code:    []string{"print M::s;"},
		Redefs:  []string{"M::s=some text", "M::n=1"},
	}
	p, err := Load(cfg)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for _, in := range p.Inits {
		values[in.Target.Name] = in.Value.(*Const).Value
	}
	if values["M::s"] != "some text" || values["M::n"] != 1.0 {
		t.Errorf("values = %v", values)
	}
	if len(p.Main.Stmts) != 1 {
		t.Errorf("statements = %d, want 1", len(p.Main.Stmts))
	}
	for redef, want := range map[string]string{
		"M::n=one two": "bad value for M::n: one two",
		"g=1":          "without &redef",
		"nothing=1":    "unknown identifier nothing",
		"nonsense":     "no name=value",
	} {
		cfg.Redefs = []string{redef}
		if _, err := Load(cfg); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", redef, err, want)
		}
	}
}

func TestProgram(t *testing.T) {
	p, err := load(`
module M;
export {
	type Info: record { a: count &log; b: string &default="x"; };
	global ev: event(i: Info, n: count);
}
redef record Info += { c: addr &optional &log; };
type Kind: enum { ONE, TWO };
redef enum Kind += { THREE = 7, FOUR };
event M::ev(i: Info, n: count) &priority=-3 { print 1; }
event M::ev(n: count) &priority=5 { print 2; }
event bro_init()
	{
	local x = 1;
	for ( i in set(1, 2) )
		x += i;
	}
event zeek_init() { local f = function(y: count): count { return y + 1; }; print f(1); }
`)
	if err != nil {
		t.Fatal(err)
	}
	info := p.Type("M::Info")
	if got, want := info.Describe(), "record { a:count; b:string; c:addr; }"; got != want {
		t.Errorf("Info = %s, want %s", got, want)
	}
	if !info.Field("c").Log || !info.Field("c").Optional || info.Field("b").Default() == nil {
		t.Error("attributes of fields are wrong")
	}
	if got := p.Label("M::FOUR").Value; got != int64(8) {
		t.Errorf("M::FOUR = %v, want 8", got)
	}
	ev := p.Func("M::ev")
	if len(ev.Bodies) != 2 || ev.Bodies[0].Priority != 5 || fmt.Sprint(ev.Bodies[0].Args) != "[1]" || ev.Bodies[1].Args != nil {
		t.Errorf("bodies of ev are wrong: %+v", ev.Bodies)
	}
	init := p.Func("zeek_init")
	if len(init.Bodies) != 2 || p.Func("bro_init") != nil {
		t.Fatalf("zeek_init has %d bodies, want 2", len(init.Bodies))
	}
	b := init.Bodies[0]
	if b.Span.Start.Line != 12 || b.Span.End.Line != 17 || b.Block.Start.Line != 13 || len(b.Locals) != 2 {
		t.Errorf("span of zeek_init = %v - %v, %d locals", b.Span.Start, b.Span.End, len(b.Locals))
	}
}

// FuzzLoad resolves any script. Before one in sixteen stands all that the engine declares: types,
// events and built-in functions, which takes a hundred times as long.
func FuzzLoad(f *testing.F) {
	syntaxtest.Seed(f, "../testdata", "testdata")
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 1<<14 {
			t.Skip("longer than is worth the time")
		}
		scripts := opener(map[string]string{"x.bro": src})
		var base []string
		if len(src)%16 == 0 {
			base = []string{"base/init-bare"}
		}
		prog, err := Load(&Config{
			Open: func(name string) (fs.File, error) {
				if rest, ok := strings.CutPrefix(name, "lib/"); ok {
					return os.Open(filepath.Join("..", "scripts", filepath.FromSlash(rest)))
				}
				return scripts(name)
			},
			Path:    []string{"lib"},
			Base:    base,
			Scripts: []string{"x.bro"},
			Builtin: func(string) bool { return true },
		})
		if err == nil {
			checkFinished(t, prog, "x.bro")
		}
	})
}
