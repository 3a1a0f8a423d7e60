package syntax

import (
	"testing"

	"brig/bro/syntax/syntaxtest"
)

// Tokens follow each other, each where it says and as it stands in the source,
// and at the latest an error ends them.
func FuzzScan(f *testing.F) {
	syntaxtest.Seed(f, "../testdata", "../resolve/testdata")
	f.Fuzz(func(t *testing.T, src string) {
		defer func() {
			if e := recover(); e != nil {
				if _, ok := e.(bailout); !ok {
					panic(e)
				}
			}
		}()
		s := &scanner{file: &File{Name: "x"}, src: src, line: 1, col: 1}
		last := Pos{Line: 1, Col: 0}
		for range len(src) + 2 {
			lex := s.next()
			if lex.tok == EOF {
				return
			}
			at := lex.span.Start
			if at.Line < last.Line || at.Line == last.Line && at.Col <= last.Col {
				t.Fatalf("token %q at %v stands behind one at %v", lex.text, at, last)
			}
			if s.off <= lex.begin || s.off > len(src) {
				t.Fatalf("token %q goes from %d to %d in %d bytes", lex.text, lex.begin, s.off, len(src))
			}
			last = at
		}
		t.Fatal("more tokens than bytes")
	})
}

func FuzzParse(f *testing.F) {
	syntaxtest.Seed(f, "../testdata", "../resolve/testdata")
	for _, seed := range []string{
		"event e(a: count) &priority=5 { if ( a in t ) print |a|; else schedule 1min { e(1) }; }",
		"@if ( T )\n@load x\n@else\n$$\n@endif\nredef enum E += { A = 1 };",
		"global f = function[x](a: count): bool { return /x\\/y/i == \"a\\x41\"; };",
		"switch x { case type count as c: break; default: fallthrough; } when (x) {} timeout 1sec {}",
		"local x = [$a=1, $f(x: count) = { }, [::1], 1.2.3.4/8, 80/tcp];",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 1<<16 {
			t.Skip("longer than is worth the time")
		}
		parseText(src)
	})
}
