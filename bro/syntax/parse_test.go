package syntax

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// writeTree writes a node as a one-line expression: its type and fields,
// without positions and empty fields.
func writeTree(b *strings.Builder, x reflect.Value) {
	switch x.Kind() {
	case reflect.Pointer, reflect.Interface:
		writeTree(b, x.Elem())
		return
	case reflect.Slice:
		b.WriteString("[")
		for i := range x.Len() {
			if i > 0 {
				b.WriteString(" ")
			}
			writeTree(b, x.Index(i))
		}
		b.WriteString("]")
		return
	case reflect.Struct:
	case reflect.String:
		fmt.Fprintf(b, "%q", x.String())
		return
	default:
		fmt.Fprint(b, x.Interface())
		return
	}
	switch v := x.Interface().(type) {
	case Ident:
		b.WriteString(v.Name)
		return
	case Name:
		b.WriteString(v.Name)
		return
	case NamedType:
		b.WriteString(v.Name)
		return
	case BasicType:
		b.WriteString(v.Keyword.String())
		return
	case Literal:
		if s, ok := v.Value.(string); ok {
			fmt.Fprintf(b, "%q", s)
		} else {
			fmt.Fprint(b, v.Value)
		}
		return
	case ExprStmt:
		writeTree(b, reflect.ValueOf(v.X))
		return
	case StmtDecl:
		writeTree(b, reflect.ValueOf(v.Stmt))
		return
	}
	b.WriteString("(" + x.Type().Name())
	for i := range x.NumField() {
		f := x.Type().Field(i)
		v := x.Field(i)
		if f.Name == "Span" || f.Name == "Source" || f.Type == reflect.TypeFor[Pos]() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			continue
		}
		if c, ok := v.Interface().(Context); ok {
			if c.Module != "GLOBAL" {
				b.WriteString(" in " + c.Module)
			}
			if c.Exported {
				b.WriteString(" exported")
			}
			continue
		}
		b.WriteString(" " + f.Name + "=")
		writeTree(b, v)
	}
	b.WriteString(")")
}

// parseText parses src and returns its declarations as text, and the errors.
func parseText(src string) (decls []string, errs []string) {
	defined := map[string]bool{"known": true}
	Parse(&File{Name: "dir/x.bro"}, src, &Host{
		Decl: func(d Decl) {
			var b strings.Builder
			writeTree(&b, reflect.ValueOf(d))
			decls = append(decls, b.String())
		},
		Error: func(e *Error) bool {
			errs = append(errs, e.Error())
			return len(errs) < 100
		},
		Directive: func(d *Directive) { decls = append(decls, "@"+d.Name+" "+d.Arg) },
		Defined:   func(module, name string) bool { return defined[name] },
		Cond:      func(module string, x Expr) bool { l, ok := x.(*Literal); return ok && l.Value == true },
	})
	return decls, errs
}

func TestParseExpr(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{`x`, `x`},
		{`A::b + 1`, `(Binary Op=+ X=A::b Y=1)`},
		{`a + b * c - d`, `(Binary Op=- X=(Binary Op=+ X=a Y=(Binary Op=* X=b Y=c)) Y=d)`},
		{`a in b == c`, `(Binary Op=== X=(Binary Op=in X=a Y=b) Y=c)`},
		{`a + b in c`, `(Binary Op=in X=(Binary Op=+ X=a Y=b) Y=c)`},
		{`a !in b && ! c`, `(Binary Op=&& X=(Binary Op=!in X=a Y=b) Y=(Unary Op=! X=c))`},
		{`!inside`, `(Unary Op=! X=inside)`},
		{`a || b && c`, `(Binary Op=|| X=a Y=(Binary Op=&& X=b Y=c))`},
		{`a ? b : c ? d : e`, `(Cond Cond=a X=b Y=(Cond Cond=c X=d Y=e))`},
		{`a = b = c`, `(Assign Op== X=a Y=(Assign Op== X=b Y=c))`},
		{`a += 1`, `(Assign Op=+= X=a Y=1)`},
		{`a <<= 1`, `(Assign Op=<<= X=a Y=1)`},
		{`|x|`, `(Size X=x)`},
		{`|x| - |y|`, `(Binary Op=- X=(Size X=x) Y=(Size X=y))`},
		{`|(a | b)| | c`, `(Binary Op=| X=(Size X=(Paren X=(Binary Op=| X=a Y=b))) Y=c)`},
		{`|f(a | b)[1 | 2]|`, `(Size X=(Index X=(Call Fun=f Args=[(Binary Op=| X=a Y=b)]) Keys=[(Binary Op=| X=1 Y=2)]))`},
		{`a$b?$c`, `(FieldSet X=(FieldGet X=a Name=b) Name=c)`},
		{`a$file$set`, `(FieldGet X=(FieldGet X=a Name=file) Name=set)`},
		{`t[1, "x"]`, `(Index X=t Keys=[1 "x"])`},
		{`s[1:2]`, `(Slice X=s Lo=1 Hi=2)`},
		{`s[:]`, `(Slice X=s)`},
		{`s[-1:]`, `(Slice X=s Lo=(Unary Op=- X=1))`},
		{`[$a=1, $b=[2, 3]]`, `(List Elems=[(FieldInit Name=a Value=1) (FieldInit Name=b Value=(List Elems=[2 3]))])`},
		{`[$f(x: count) = { return x; }]`, `(List Elems=[(FieldInit Name=f Value=(Lambda Func=(FuncLit Keyword=function Params=[(ParamDecl Name=x Type=count)] Body=(BlockStmt Stmts=[(ReturnStmt X=x)]))))])`},
		{`f = function[x, copy y](z: count): bool { }`, `(Assign Op== X=f Y=(Lambda Func=(FuncLit Keyword=function HasCapture=true Captures=[(CaptureDecl Name=x) (CaptureDecl Name=y Copy=true)] Params=[(ParamDecl Name=z Type=count)] Result=bool Body=(BlockStmt))))`},
		{`table([1] = 2) &default=3`, `(Ctor Keyword=table Elems=[(Assign Op== X=(List Elems=[1]) Y=2)] Attrs=[(Attr Name="default" Value=3)])`},
		{`x = {1, 2,}`, `(Assign Op== X=x Y=(Brace Elems=[1 2]))`},
		{`f($idx=addr, $v=set[addr])`, `(Call Fun=f Args=[(FieldInit Name=idx Value=(TypeValue Type=addr)) (FieldInit Name=v Value=(TypeValue Type=(SetType Index=[addr])))])`},
		{`copy(x)`, `(Copy X=x)`},
		{`x as count`, `(Cast X=x Type=count)`},
		{`x is set[addr]`, `(Is X=x Type=(SetType Index=[addr]))`},
		{`hook M::h(1)`, `(Call Fun=M::h Args=[1] Hook=true)`},
		{`schedule 5 min { e(1) }`, `(Schedule Delay=300 Event=(EventCall Name=e Args=[1]))`},
		{`/a\/b/ in s`, `(Binary Op=in X={a\/b false false} Y=s)`},
		{`/a/i`, `{a true false}`},
		{`a / b / c`, `(Binary Op=/ X=(Binary Op=/ X=a Y=b) Y=c)`},
		{`/=a/ == s`, `(Binary Op=== X={=a false false} Y=s)`},
		{`10.0.0.0/8`, `10.0.0.0/8`},
		{`10.1.2.3/8`, `10.0.0.0/8`},
		{`a in [2001:db8::]/32`, `(Binary Op=in X=a Y=2001:db8::/32)`},
		{`[::1]`, `::1`},
		{`t[[::1]]`, `(Index X=t Keys=[::1])`},
		{`80/tcp`, `{80 tcp}`},
		{`80 / tcp`, `(Binary Op=/ X=80 Y=tcp)`},
		{`30 day`, `2.592e+06`},
		{`1.5hrs`, `5400`},
		{`5 minutes`, ``},
		{`0x1F`, `31`},
		{`1e3`, `1000`},
		{`.5`, `0.5`},
		{`2.`, `2`},
		{`T && F`, `(Binary Op=&& X=true Y=false)`},
		{`"a\x41\102\n\"\\\q"`, `"aAB\n\"\\q"`},
		{`@DIR + @FILENAME`, `(Binary Op=+ X="dir" Y="x.bro")`},
		{`- 1 + +2`, `(Binary Op=+ X=(Unary Op=- X=1) Y=(Unary Op=+ X=2))`},
		{`++x[1]`, `(Unary Op=++ X=(Index X=x Keys=[1]))`},
		{`a&b`, `(Binary Op=& X=a Y=b)`},
		{`a ^ b | c & ~d`, `(Binary Op=| X=(Binary Op=^ X=a Y=b) Y=(Binary Op=& X=c Y=(Unary Op=~ X=d)))`},
	} {
		decls, errs := parseText(test.src + ";")
		if test.want == "" {
			if len(errs) == 0 {
				t.Errorf("%s: no error", test.src)
			}
			continue
		}
		if got := strings.Join(append(decls, errs...), " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.src, got, test.want)
		}
	}
}

func TestParseDecl(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{`module M; export { global x: count = 1 &redef; } global y = 2;`,
			`(VarDecl in M exported Keyword=global Name=x Type=count Op== Init=1 Attrs=[(Attr Name="redef")]) (VarDecl in M Keyword=global Name=y Op== Init=2)`},
		{`redef x += { 1, 2, };`, `(VarDecl Keyword=redef Name=x Op=+= Init=(Brace Elems=[1 2]))`},
		{`redef enum Log::ID += { LOG, OTHER = 5 };`, `(RedefEnum Name=Log::ID Labels=[(EnumLabel Name=LOG) (EnumLabel Name=OTHER Value=5)])`},
		{`redef record connection += { conn: Info &optional; };`,
			`(RedefRecord Name=connection Fields=[(FieldDecl Name=conn Type=Info Attrs=[(Attr Name="optional")])])`},
		{`redef record Info$uid -= { &log };`, `(RedefField Name=Info Field=uid Op=-= Attrs=[(Attr Name="log")])`},
		{`type Tt: table[addr, port] of vector of string &default=f;`,
			`(TypeDecl Name=Tt Type=(TableType Index=[addr port] Yield=(VectorType Elem=string)) Attrs=[(Attr Name="default" Value=f)])`},
		{`type E: enum { A, B };`, `(TypeDecl Name=E Type=(EnumType Labels=[(EnumLabel Name=A) (EnumLabel Name=B)]))`},
		{`event e(a: count; b: string) &priority=-5 { print a, b; }`,
			`(FuncDecl Name=e Func=(FuncLit Keyword=event Params=[(ParamDecl Name=a Type=count) (ParamDecl Name=b Type=string)] Attrs=[(Attr Name="priority" Value=(Unary Op=- X=5))] Body=(BlockStmt Stmts=[(PrintStmt Args=[a b])])))`},
		{`event e(1); event e();`, `(EventCall Name=e Args=[1]) (EventCall Name=e)`},
		{`event e() { }`, `(FuncDecl Name=e Func=(FuncLit Keyword=event Body=(BlockStmt)))`},
		{`global fmt: function(...): string;`, `(VarDecl Keyword=global Name=fmt Type=(FuncType Keyword=function VarArgs=true Result=string))`},
		{`hook M::h(x: any) { break; }`, `(FuncDecl Name=M::h Func=(FuncLit Keyword=hook Params=[(ParamDecl Name=x Type=any)] Body=(BlockStmt Stmts=[(BranchStmt Token=break)])))`},
		{`@load base/frameworks/logging # why` + "\n" + `@load ./x`, `@load base/frameworks/logging @load ./x`},
		{"@ifdef ( known )\nglobal a: count;\n@else\n#@endif\n \"@endif\" $$$\n@endif\nglobal b: count;",
			`(VarDecl Keyword=global Name=a Type=count) (VarDecl Keyword=global Name=b Type=count)`},
		{"@ifndef ( known )\n@if (T)\n$$\n@endif\n$$\n@else\nglobal b: count;\n@endif", `(VarDecl Keyword=global Name=b Type=count)`},
		{"@if ( F )\n$$\n@else if ( T )\nglobal b: count;\n@else\n$$\n@endif", `(VarDecl Keyword=global Name=b Type=count)`},
		{"@if ( T )\nglobal b: count;\n@else if ( T )\n$$\n@else\n$$\n@endif", `(VarDecl Keyword=global Name=b Type=count)`},
		{"global s = {\n1,\n@if ( F )\n2,\n@endif\n3 };", `(VarDecl Keyword=global Name=s Op== Init=(Brace Elems=[1 3]))`},
		{`option o: bool = T; const c = 1 &redef;`, `(VarDecl Keyword=option Name=o Type=bool Op== Init=true) (VarDecl Keyword=const Name=c Op== Init=1 Attrs=[(Attr Name="redef")])`},
		{`global t: table[addr] of count = table() &redef &create_expire=5min;`,
			`(VarDecl Keyword=global Name=t Type=(TableType Index=[addr] Yield=count) Op== Init=(Ctor Keyword=table) Attrs=[(Attr Name="redef") (Attr Name="create_expire" Value=300)])`},
	} {
		decls, errs := parseText(test.src)
		if got := strings.Join(append(decls, errs...), " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.src, got, test.want)
		}
	}
}

func TestParseStmt(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{`if ( a ) b; else if ( c ) ; else { d; }`, `(IfStmt Cond=a Then=b Else=(IfStmt Cond=c Then=(BlockStmt) Else=(BlockStmt Stmts=[d])))`},
		{`for ( [a, b], v in t ) next;`, `(ForStmt Keys=[a b] Value=v X=t Body=(BranchStmt Token=next))`},
		{`for ( k, v in t ) { }`, `(ForStmt Keys=[k] Value=v X=t Body=(BlockStmt))`},
		{`while ( T ) break;`, `(WhileStmt Cond=true Body=(BranchStmt Token=break))`},
		{`switch x { case 1, 2: a; break; default: fallthrough; }`,
			`(SwitchStmt X=x Cases=[(CaseClause Values=[1 2] Body=[a (BranchStmt Token=break)]) (CaseClause Default=true Body=[(BranchStmt Token=fallthrough)])])`},
		{`switch ( x ) { case type count as c: break; }`, `(SwitchStmt X=(Paren X=x) Cases=[(CaseClause Types=[(TypeCase Type=count Name=c)] Body=[(BranchStmt Token=break)])])`},
		{`when ( f(x) ) { } timeout 5sec { g(); }`, `(WhenStmt Cond=(Call Fun=f Args=[x]) Body=(BlockStmt) Timeout=5 TimeoutBody=(BlockStmt Stmts=[(Call Fun=g)]))`},
		{`when ( local r = f(x) ) { }`, `(WhenStmt Cond=(LocalExpr Name=r X=(Call Fun=f Args=[x])) Body=(BlockStmt))`},
		{`return when [x] ( x ) { return 1; }`, `(WhenStmt Return=true HasCapture=true Captures=[(CaptureDecl Name=x)] Cond=x Body=(BlockStmt Stmts=[(ReturnStmt X=1)]))`},
		{`add s[1, 2];`, `(AddStmt X=(Index X=s Keys=[1 2]))`},
		{`delete c$f;`, `(DeleteStmt X=(FieldGet X=c Name=f))`},
		{`local x: set[addr] = { 1.2.3.4 } &read_expire=1min;`, `(LocalStmt Name=x Type=(SetType Index=[addr]) Init=(Brace Elems=[1.2.3.4]) Attrs=[(Attr Name="read_expire" Value=60)])`},
		{`assert a == 1, "no";`, `(AssertStmt Cond=(Binary Op=== X=a Y=1) Msg="no" Text="a == 1")`},
		{`schedule 1 sec { e() };`, `(Schedule Delay=1 Event=(EventCall Name=e))`},
	} {
		decls, errs := parseText(test.src)
		if got := strings.Join(append(decls, errs...), " "); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.src, got, test.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct {
		src  string
		want []string
	}{
		{"event e() {\n  x = ;\n  y = 1;\n  z = ) ;\n}\nglobal a\nglobal b: foo of;\n", []string{
			`dir/x.bro, line 2, column 7: error: syntax error, at or near ";": expected expression`,
			`dir/x.bro, line 4, column 7: error: syntax error, at or near ")": expected expression`,
			`dir/x.bro, line 7, column 1: error: syntax error, at or near "global": expected ";"`,
		}},
		{"print \"abc;\nprint 1;\nprint 2 +;", []string{
			"dir/x.bro, line 1, column 7: error: string without end",
			`dir/x.bro, line 3, column 10: error: syntax error, at or near ";": expected expression`,
		}},
		{"@if ( T )\n", []string{"dir/x.bro, line 1, column 1: error: @if without @endif"}},
		{"@endif\n@nonsense\n", []string{
			"dir/x.bro, line 1, column 1: error: @endif without @if",
			"dir/x.bro, line 2, column 1: error: unknown directive @nonsense",
		}},
		{"print www.example.com;", []string{"dir/x.bro, line 1, column 7: error: host name www.example.com: host names are not supported, write the address"}},
		{"print 99999999999999999999;", []string{"dir/x.bro, line 1, column 7: error: number 99999999999999999999 is out of range"}},
		{"print 1.2.3.400;", []string{"dir/x.bro, line 1, column 7: error: bad address 1.2.3.400"}},
		{"print 10.0.0.0/33;", []string{"dir/x.bro, line 1, column 7: error: bad width of subnet: 33, at most 32"}},
		{"print 70000/tcp;", []string{"dir/x.bro, line 1, column 7: error: bad port number 70000"}},
		{"global x: count &nonsense;", []string{"dir/x.bro, line 1, column 18: error: unknown attribute &nonsense"}},
		{"print a == b == c;", []string{`dir/x.bro, line 1, column 14: error: syntax error, at or near "==": expected no further comparison (write parentheses)`}},
		{"event e() {\n print 1;\n", []string{`dir/x.bro, line 3, column 1: error: syntax error, at or near end of file: expected "}"`}},
		{"}\nprint 1;", []string{`dir/x.bro, line 1, column 1: error: syntax error, at or near "}": no block is open`}},
		{"print " + strings.Repeat("(", 5000), []string{"dir/x.bro, line 1, column 1006: error: nested too deeply"}},
		{"print \x00;", []string{`dir/x.bro, line 1, column 7: error: unrecognized character - \x00`}},
	} {
		_, errs := parseText(test.src)
		if got, want := strings.Join(errs, "\n"), strings.Join(test.want, "\n"); got != want {
			t.Errorf("%.40q:\n got %s\nwant %s", test.src, got, want)
		}
	}
}

func TestParseExtents(t *testing.T) {
	src := "event a()\n\t{\n\tif ( x )\n\t\ty();\n\t} # end\n\nfunction f(): count { return 1; }\n"
	var got []string
	Parse(&File{Name: "x"}, src, &Host{Decl: func(d Decl) {
		f := d.(*FuncDecl).Func
		e, b := d.Extent(), f.Body.Extent()
		got = append(got, fmt.Sprintf("%d:%d-%d:%d body %d:%d-%d:%d %q", e.Start.Line, e.Start.Col, e.End.Line, e.End.Col,
			b.Start.Line, b.Start.Col, b.End.Line, b.End.Col, f.Source))
	}, Error: func(e *Error) bool { t.Error(e); return true }})
	want := `1:1-5:3 body 2:2-5:3 "{\n\tif ( x )\n\t\ty();\n\t}"` + "\n" +
		`7:1-7:34 body 7:21-7:34 "{ return 1; }"`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}
