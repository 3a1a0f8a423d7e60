// Package syntax scans and parses Bro scripts.
//
// Parse reads one file and hands its declarations over one by one, as trees of the types in this
// file. Every node has a Span. The tree says what was written and no more: names are not
// looked up, types not computed (package resolve does both). grammar.txt describes the language.
//
// The parser follows directives as it meets them, since they decide what it reads next; what needs
// knowledge it does not have (does a name exist? is a condition true?) it asks its Host.
//
// A syntax error does not end the parsing: it resumes at the next statement or declaration. Sizes and depths
// are limited, so that hostile input costs bounded time and stack.
package syntax

// A Node is a part of the tree.
type Node interface {
	Pos() Pos
	Extent() Span
}

// An Ident is a name as written, possibly qualified ("Log::write").
type Ident struct {
	Span
	Name string
}

// A Decl is a declaration or statement at the top of a file.
type Decl interface {
	Node
	decl() *Context
}

// A Context is where a declaration stands.
type Context struct {
	Module   string // "GLOBAL" outside of modules
	Exported bool   // within export { }
}

func (c *Context) decl() *Context { return c }

// ContextOf returns where d stands.
func ContextOf(d Decl) *Context { return d.decl() }

type (
	// A VarDecl is a global, const or option declaration, or a redef of a variable.
	VarDecl struct {
		Span
		Context
		Keyword Token // GLOBAL, CONST, OPTION, REDEF
		Name    Ident
		Type    TypeExpr // or nil
		Op      Token    // ASSIGN, PLUSEQ, MINUSEQ, or EOF: no Init
		Init    Expr
		Attrs   []*Attr
	}

	// A TypeDecl is type NAME: TYPE ATTRS;
	TypeDecl struct {
		Span
		Context
		Name  Ident
		Type  TypeExpr
		Attrs []*Attr
	}

	// A RedefEnum is redef enum NAME += { LABELS };
	RedefEnum struct {
		Span
		Context
		Name   Ident
		Labels []*EnumLabel
	}

	// A RedefRecord is redef record NAME += { FIELDS } ATTRS;
	RedefRecord struct {
		Span
		Context
		Name   Ident
		Fields []*FieldDecl
		Attrs  []*Attr
	}

	// A RedefField is redef record NAME$FIELD += { ATTRS }; or -=.
	RedefField struct {
		Span
		Context
		Name  Ident
		Field Ident
		Op    Token
		Attrs []*Attr
	}

	// A FuncDecl is a function, or a handler of an event or hook.
	FuncDecl struct {
		Span
		Context
		Name  Ident
		Redef bool // redef event: replaces earlier handlers
		Func  *FuncLit
	}

	// A StmtDecl is a statement outside of functions.
	StmtDecl struct {
		Span
		Context
		Stmt Stmt
	}
)

// A FuncLit is the signature and body of a function, event or hook.
type FuncLit struct {
	Span
	Keyword    Token // FUNCTION, EVENT, HOOK
	HasCapture bool
	Captures   []*CaptureDecl
	Params     []*ParamDecl
	VarArgs    bool
	Result     TypeExpr // or nil
	Attrs      []*Attr
	Body       *BlockStmt
	Source     string // of the body, as written
}

// A CaptureDecl is a name in a capture list.
type CaptureDecl struct {
	Name Ident
	Copy bool
}

// A ParamDecl is NAME: TYPE ATTRS in a parameter list.
type ParamDecl struct {
	Span
	Name  Ident
	Type  TypeExpr
	Attrs []*Attr
}

// An Attr is an attribute. Value is nil when there is none.
type Attr struct {
	Span
	Name  string // without &
	Value Expr
}

// A FieldDecl is a field of a record type.
type FieldDecl struct {
	Span
	Name  Ident
	Type  TypeExpr
	Attrs []*Attr
}

// An EnumLabel is a label of an enum type. Value is nil when none is given.
type EnumLabel struct {
	Span
	Name  Ident
	Value Expr
	Attrs []*Attr
}

// A TypeExpr is a type as written.
type TypeExpr interface {
	Node
	typeExpr()
}

type (
	NamedType struct{ Ident }
	// A BasicType is a keyword: bool, int, ... any.
	BasicType struct {
		Span
		Keyword Token
	}
	TableType struct {
		Span
		Index []TypeExpr
		Yield TypeExpr
	}
	SetType struct {
		Span
		Index []TypeExpr
	}
	VectorType struct {
		Span
		Elem TypeExpr
	}
	RecordType struct {
		Span
		Fields []*FieldDecl
	}
	EnumType struct {
		Span
		Labels []*EnumLabel
	}
	FuncType struct {
		Span
		Keyword Token // FUNCTION, EVENT, HOOK
		Params  []*ParamDecl
		VarArgs bool
		Result  TypeExpr // or nil
	}
	FileType struct {
		Span
		Elem TypeExpr // or nil
	}
	OpaqueType struct {
		Span
		Name string
	}
)

func (*NamedType) typeExpr()  {}
func (*BasicType) typeExpr()  {}
func (*TableType) typeExpr()  {}
func (*SetType) typeExpr()    {}
func (*VectorType) typeExpr() {}
func (*RecordType) typeExpr() {}
func (*EnumType) typeExpr()   {}
func (*FuncType) typeExpr()   {}
func (*FileType) typeExpr()   {}
func (*OpaqueType) typeExpr() {}

// An Expr is an expression.
type Expr interface {
	Node
	expr()
}

// A Port is the value of a port literal.
type Port struct {
	Num   uint16
	Proto string // tcp, udp, icmp, unknown
}

// A Pattern is the value of a pattern literal. Text is what stands between the slashes.
type Pattern struct {
	Text                   string
	IgnoreCase, SingleLine bool
}

type (
	// A Literal is a constant. Value depends on Token: uint64 (INT), float64 (DOUBLE, INTERVAL: in
	// seconds), string (STRING: escapes replaced), Port, netip.Addr, netip.Prefix (SUBNET, masked),
	// Pattern, bool (TRUE, FALSE). It is nil for a literal that had an error.
	Literal struct {
		Span
		Token Token
		Value any
	}
	Name  struct{ Ident }
	Paren struct {
		Span
		X Expr
	}
	Unary struct {
		Span
		Op Token // BANG MINUS PLUS TILDE INC DEC
		X  Expr
	}
	// A Binary is X op Y for all operators but assignments; IN and NOTIN too.
	Binary struct {
		Span
		Op   Token
		OpAt Pos
		X, Y Expr
	}
	// An Assign is X op Y for ASSIGN and its compound forms. Within brackets and braces [KEYS] = VALUE is one as well.
	Assign struct {
		Span
		Op   Token
		X, Y Expr
	}
	Cond struct {
		Span
		Cond, X, Y Expr
	}
	Call struct {
		Span
		Fun  Expr
		Args []Expr
		Hook bool // hook f(...)
	}
	Index struct {
		Span
		X    Expr
		Keys []Expr
	}
	Slice struct {
		Span
		X, Lo, Hi Expr // Lo, Hi may be nil
	}
	FieldGet struct {
		Span
		X    Expr
		Name Ident
	}
	FieldSet struct {
		Span
		X    Expr
		Name Ident
	}
	Size struct {
		Span
		X Expr
	}
	// A List is [ ... ]: a composite index, a record, a vector.
	List struct {
		Span
		Elems []Expr
	}
	// A Brace is { ... } as an initial value.
	Brace struct {
		Span
		Elems []Expr
	}
	// A FieldInit is $NAME = VALUE in a record constructor.
	FieldInit struct {
		Span
		Name  Ident
		Value Expr
	}
	// A Ctor is table(...), set(...), vector(...) or record(...).
	Ctor struct {
		Span
		Keyword Token
		Elems   []Expr
		Attrs   []*Attr
	}
	Lambda struct {
		Span
		Func *FuncLit
	}
	Copy struct {
		Span
		X Expr
	}
	// A LocalExpr is "local NAME = X" within an expression, as in the condition of a when: true.
	LocalExpr struct {
		Span
		Name Ident
		X    Expr
	}
	Schedule struct {
		Span
		Delay Expr
		Event *EventCall
	}
	// A Cast is X as TYPE.
	Cast struct {
		Span
		X    Expr
		Type TypeExpr
	}
	// An Is is X is TYPE.
	Is struct {
		Span
		X    Expr
		Type TypeExpr
	}
	// A TypeValue is a type keyword used as a value ("$val=count").
	TypeValue struct {
		Span
		Type TypeExpr
	}
)

func (*Literal) expr()   {}
func (*Name) expr()      {}
func (*Paren) expr()     {}
func (*Unary) expr()     {}
func (*Binary) expr()    {}
func (*Assign) expr()    {}
func (*Cond) expr()      {}
func (*Call) expr()      {}
func (*Index) expr()     {}
func (*Slice) expr()     {}
func (*FieldGet) expr()  {}
func (*FieldSet) expr()  {}
func (*Size) expr()      {}
func (*List) expr()      {}
func (*Brace) expr()     {}
func (*FieldInit) expr() {}
func (*Ctor) expr()      {}
func (*Lambda) expr()    {}
func (*Copy) expr()      {}
func (*LocalExpr) expr() {}
func (*Schedule) expr()  {}
func (*Cast) expr()      {}
func (*Is) expr()        {}
func (*TypeValue) expr() {}

// A Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

type (
	BlockStmt struct {
		Span
		Stmts []Stmt
	}
	ExprStmt struct {
		Span
		X Expr
	}
	// A LocalStmt is local or const within a body.
	LocalStmt struct {
		Span
		Const bool
		Name  Ident
		Type  TypeExpr // or nil
		Init  Expr     // or nil
		Attrs []*Attr
	}
	PrintStmt struct {
		Span
		Args []Expr
	}
	// An EventCall is NAME(ARGS): the event statement, and what schedule queues.
	EventCall struct {
		Span
		Name Ident
		Args []Expr
	}
	IfStmt struct {
		Span
		Cond Expr
		Then Stmt
		Else Stmt // or nil
	}
	SwitchStmt struct {
		Span
		X     Expr
		Cases []*CaseClause
	}
	ForStmt struct {
		Span
		Keys  []Ident // of [a, b], or the one variable
		Value *Ident  // or nil
		X     Expr
		Body  Stmt
	}
	WhileStmt struct {
		Span
		Cond Expr
		Body Stmt
	}
	// A BranchStmt is next, break or fallthrough.
	BranchStmt struct {
		Span
		Token Token
	}
	ReturnStmt struct {
		Span
		X Expr // or nil
	}
	AddStmt struct {
		Span
		X Expr
	}
	DeleteStmt struct {
		Span
		X Expr
	}
	WhenStmt struct {
		Span
		Return      bool
		HasCapture  bool
		Captures    []*CaptureDecl
		Cond        Expr
		Body        Stmt
		Timeout     Expr // or nil
		TimeoutBody Stmt // or nil
	}
	AssertStmt struct {
		Span
		Cond Expr
		Msg  Expr // or nil
		Text string
	}
)

// A CaseClause is a label of a switch with its statements. Default may stand beside Values or Types.
type CaseClause struct {
	Span
	Values  []Expr
	Types   []*TypeCase
	Default bool
	Body    []Stmt
}

// A TypeCase is type TYPE as NAME.
type TypeCase struct {
	Span
	Type TypeExpr
	Name *Ident // or nil
}

func (*BlockStmt) stmt()  {}
func (*ExprStmt) stmt()   {}
func (*LocalStmt) stmt()  {}
func (*PrintStmt) stmt()  {}
func (*EventCall) stmt()  {}
func (*IfStmt) stmt()     {}
func (*SwitchStmt) stmt() {}
func (*ForStmt) stmt()    {}
func (*WhileStmt) stmt()  {}
func (*BranchStmt) stmt() {}
func (*ReturnStmt) stmt() {}
func (*AddStmt) stmt()    {}
func (*DeleteStmt) stmt() {}
func (*WhenStmt) stmt()   {}
func (*AssertStmt) stmt() {}
