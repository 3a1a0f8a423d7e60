package syntax

// A Token is the kind of a lexical element.
type Token uint8

const (
	EOF Token = iota
	IDENT
	INT      // 12, 0x1f
	DOUBLE   // 1.5, 1e3
	INTERVAL // 30 day
	STRING
	PORT   // 80/tcp
	ADDR   // 1.2.3.4, [::1]
	SUBNET // 10.0.0.0/8
	ATTR   // &priority; Text is the name without &

	// operators
	LBRACE
	RBRACE
	LPAREN
	RPAREN
	LBRACK
	RBRACK
	COMMA
	SEMI
	COLON
	DOLLAR   // $
	HASFIELD // ?$
	QUESTION
	ELLIPSIS // ...
	ASSIGN
	PLUSEQ
	MINUSEQ
	STAREQ
	SLASHEQ
	PERCENTEQ
	AMPEQ
	BAREQ
	CARETEQ
	SHLEQ
	SHREQ
	PLUS
	MINUS
	STAR
	SLASH
	PERCENT
	AMP
	BAR
	CARET
	TILDE
	BANG
	SHL
	SHR
	ANDAND
	OROR
	EQ
	NE
	LT
	LE
	GT
	GE
	INC
	DEC
	NOTIN // !in

	// directives whose handling is the parser's
	DIRECTIVE // Text is the name without @

	// keywords
	ADD
	ADDRT
	ANY
	AS
	ASSERT
	BOOL
	BREAK
	CASE
	CONST
	COPY
	COUNT
	DEFAULT
	DELETE
	DOUBLET
	ELSE
	ENUM
	EVENT
	EXPORT
	FALLTHROUGH
	FALSE
	FILE
	FOR
	FUNCTION
	GLOBAL
	HOOK
	IF
	IN
	INTT
	INTERVALT
	IS
	LOCAL
	MODULE
	NEXT
	OF
	OPAQUE
	OPTION
	PATTERN
	PORTT
	PRINT
	RECORD
	REDEF
	RETURN
	SCHEDULE
	SET
	STRINGT
	SUBNETT
	SWITCH
	TABLE
	TIME
	TIMEOUT
	TRUE
	TYPE
	VECTOR
	WHEN
	WHILE
)

var tokenNames = [...]string{
	EOF: "end of file", IDENT: "identifier", INT: "integer", DOUBLE: "double", INTERVAL: "interval",
	STRING: "string", PORT: "port", ADDR: "address", SUBNET: "subnet", ATTR: "attribute",
	LBRACE: "{", RBRACE: "}", LPAREN: "(", RPAREN: ")", LBRACK: "[", RBRACK: "]", COMMA: ",",
	SEMI: ";", COLON: ":", DOLLAR: "$", HASFIELD: "?$", QUESTION: "?", ELLIPSIS: "...", ASSIGN: "=",
	PLUSEQ: "+=", MINUSEQ: "-=", STAREQ: "*=", SLASHEQ: "/=", PERCENTEQ: "%=", AMPEQ: "&=", BAREQ: "|=",
	CARETEQ: "^=", SHLEQ: "<<=", SHREQ: ">>=", PLUS: "+", MINUS: "-", STAR: "*", SLASH: "/",
	PERCENT: "%", AMP: "&", BAR: "|", CARET: "^", TILDE: "~", BANG: "!", SHL: "<<", SHR: ">>",
	ANDAND: "&&", OROR: "||", EQ: "==", NE: "!=", LT: "<", LE: "<=", GT: ">", GE: ">=", INC: "++",
	DEC: "--", NOTIN: "!in", DIRECTIVE: "directive",
	ADD: "add", ADDRT: "addr", ANY: "any", AS: "as", ASSERT: "assert", BOOL: "bool", BREAK: "break",
	CASE: "case", CONST: "const", COPY: "copy", COUNT: "count", DEFAULT: "default", DELETE: "delete",
	DOUBLET: "double", ELSE: "else", ENUM: "enum", EVENT: "event", EXPORT: "export",
	FALLTHROUGH: "fallthrough", FALSE: "F", FILE: "file", FOR: "for", FUNCTION: "function",
	GLOBAL: "global", HOOK: "hook", IF: "if", IN: "in", INTT: "int", INTERVALT: "interval", IS: "is",
	LOCAL: "local", MODULE: "module", NEXT: "next", OF: "of", OPAQUE: "opaque", OPTION: "option",
	PATTERN: "pattern", PORTT: "port", PRINT: "print", RECORD: "record", REDEF: "redef",
	RETURN: "return", SCHEDULE: "schedule", SET: "set", STRINGT: "string", SUBNETT: "subnet",
	SWITCH: "switch", TABLE: "table", TIME: "time", TIMEOUT: "timeout", TRUE: "T", TYPE: "type",
	VECTOR: "vector", WHEN: "when", WHILE: "while",
}

func (t Token) String() string { return tokenNames[t] }

func (t Token) isKeyword() bool { return t >= ADD }

var keywords = func() map[string]Token {
	m := map[string]Token{}
	for t := ADD; t <= WHILE; t++ {
		m[tokenNames[t]] = t
	}
	return m
}()

// attributes are the names that make "&name" one token. Any other name
// leaves & an operator, so that x&y can be written without blanks.
var attributes = func() map[string]bool {
	m := map[string]bool{}
	for _, name := range []string{
		"add_func", "backend", "broker_allow_complex_type", "broker_store", "create_expire", "default",
		"default_insert", "delete_func", "deprecated", "encrypt", "error_handler", "expire_func",
		"group", "is_assigned", "is_used", "log", "mergeable", "on_change", "optional", "ordered",
		"persistent", "priority", "raw_output", "read_expire", "redef", "rotate_interval",
		"rotate_size", "synchronized", "type_column", "write_expire",
	} {
		m[name] = true
	}
	return m
}()
