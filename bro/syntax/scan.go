package syntax

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
)

// This file turns source text into tokens.

// MaxFileSize is the largest source file that is read, in bytes.
const MaxFileSize = 16 << 20

// A lexeme is one token with its place and value.
type lexeme struct {
	tok   Token
	span  Span
	begin int    // offset of its first byte in the source
	text  string // IDENT, ATTR, DIRECTIVE: name; else as written
	value any    // of a literal, see Literal.Value
}

// A scanner reads one file. Its position is a plain value: a copy of a
// scanner continues on its own.
type scanner struct {
	file      *File
	src       string
	off       int
	line, col int32
	operand   bool // the last token ended an operand: a bracket that follows is an index
}

// bailout is what the scanner and the parser panic with after an error.
type bailout struct{ err *Error }

func (s *scanner) pos() Pos { return Pos{s.file, s.line, s.col} }

func (s *scanner) fail(p Pos, format string, args ...any) {
	panic(bailout{&Error{Pos: p, Msg: fmt.Sprintf(format, args...)}})
}

func (s *scanner) peek(n int) byte {
	if s.off+n < len(s.src) {
		return s.src[s.off+n]
	}
	return 0
}

// advance moves over n bytes, none of which is a newline.
func (s *scanner) advance(n int) {
	s.off += n
	s.col += int32(n)
}

func (s *scanner) newline() {
	s.off++
	s.line++
	s.col = 1
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// blanks skips white space and comments.
func (s *scanner) blanks() {
	for s.off < len(s.src) {
		switch s.src[s.off] {
		case '\n':
			s.newline()
		case ' ', '\t', '\r', '\f', '\v':
			s.advance(1)
		case '#':
			s.restOfLine()
		default:
			return
		}
	}
}

// restOfLine moves to the end of the line and returns what it passed.
func (s *scanner) restOfLine() string {
	n := strings.IndexByte(s.src[s.off:], '\n')
	if n < 0 {
		n = len(s.src) - s.off
	}
	text := s.src[s.off : s.off+n]
	s.advance(n)
	return text
}

// operators by their first byte, the longest first.
var operators = func() (ops [256][]Token) {
	for t := LBRACE; t <= DEC; t++ {
		name := tokenNames[t]
		ops[name[0]] = append(ops[name[0]], t)
	}
	for _, list := range ops {
		for i := range list { // insertion sort by falling length
			for j := i; j > 0 && len(tokenNames[list[j]]) > len(tokenNames[list[j-1]]); j-- {
				list[j], list[j-1] = list[j-1], list[j]
			}
		}
	}
	return ops
}()

// next scans one token. It panics with a bailout on text that is none, after moving
// past it.
func (s *scanner) next() lexeme {
	s.blanks()
	lex := lexeme{span: Span{Start: s.pos()}, begin: s.off}
	s.scan(&lex)
	lex.span.End = s.pos()
	if lex.text == "" {
		lex.text = s.src[lex.begin:s.off]
	}
	switch lex.tok {
	case IDENT, RPAREN, RBRACK:
		s.operand = true
	default:
		s.operand = false
	}
	return lex
}

func (s *scanner) scan(lex *lexeme) {
	if s.off >= len(s.src) {
		lex.tok = EOF
		return
	}
	c := s.src[s.off]
	switch {
	case isLetter(c):
		s.name(lex)
		return
	case c == ':' && s.peek(1) == ':' && isLetter(s.peek(2)): // ::NAME is the global one
		s.advance(2)
		s.name(lex)
		lex.tok, lex.text = IDENT, "GLOBAL::"+lex.text
		return
	case isDigit(c) || c == '.' && isDigit(s.peek(1)):
		s.number(lex)
		return
	case c == '"':
		s.str(lex)
		return
	case c == '@':
		s.directive(lex)
		return
	case c == '[' && !s.operand && s.address6(lex):
		return
	case c == '&' && isLetter(s.peek(1)):
		n := 1
		for isLetter(s.peek(n)) || isDigit(s.peek(n)) {
			n++
		}
		if name := s.src[s.off+1 : s.off+n]; attributes[name] {
			s.advance(n)
			lex.tok, lex.text = ATTR, name
			return
		}
	case c == '!':
		n := 1
		for s.peek(n) == ' ' || s.peek(n) == '\t' {
			n++
		}
		if s.peek(n) == 'i' && s.peek(n+1) == 'n' && !isLetter(s.peek(n+2)) && !isDigit(s.peek(n+2)) {
			s.advance(n + 2)
			lex.tok = NOTIN
			return
		}
	}
	for _, op := range operators[c] {
		if name := tokenNames[op]; strings.HasPrefix(s.src[s.off:], name) {
			s.advance(len(name))
			lex.tok = op
			return
		}
	}
	p := s.pos()
	s.advance(1)
	if c < ' ' || c > '~' {
		s.fail(p, "unrecognized character - \\x%02x", c)
	}
	s.fail(p, "unrecognized character - %c", c)
}

// name scans an identifier, possibly qualified, or a keyword.
func (s *scanner) name(lex *lexeme) {
	start := s.off
	for {
		for isLetter(s.peek(0)) || isDigit(s.peek(0)) {
			s.advance(1)
		}
		if s.peek(0) != ':' || s.peek(1) != ':' || !isLetter(s.peek(2)) {
			break
		}
		s.advance(2)
	}
	if s.peek(0) == '.' && isLetter(s.peek(1)) {
		for c := s.peek(0); isLetter(c) || isDigit(c) || c == '.' || c == '-'; c = s.peek(0) {
			s.advance(1)
		}
		s.fail(lex.span.Start, "host name %s: host names are not supported, write the address", s.src[start:s.off])
	}
	lex.text = s.src[start:s.off]
	lex.tok = IDENT
	if t, ok := keywords[lex.text]; ok {
		lex.tok = t
	}
}

// number scans what begins with a digit: integers, doubles, intervals, ports,
// IPv4 addresses and subnets.
func (s *scanner) number(lex *lexeme) {
	start := s.off
	if s.peek(0) == '0' && (s.peek(1) == 'x' || s.peek(1) == 'X') && isHex(s.peek(2)) {
		s.advance(2)
		for isHex(s.peek(0)) {
			s.advance(1)
		}
		s.endNumber(lex, start)
		n, err := strconv.ParseUint(s.src[start+2:s.off], 16, 64)
		if err != nil {
			s.fail(lex.span.Start, "number %s is out of range", s.src[start:s.off])
		}
		lex.tok, lex.value = INT, n
		return
	}
	digits := func() {
		for isDigit(s.peek(0)) {
			s.advance(1)
		}
	}
	digits()
	integer := true
	if s.peek(0) == '.' && s.peek(1) != '.' && !isLetter(s.peek(1)) {
		if s.dotted(lex, start) {
			return
		}
		integer = false
		s.advance(1)
		digits()
	}
	if c := s.peek(0); c == 'e' || c == 'E' {
		n := 1
		if s.peek(n) == '+' || s.peek(n) == '-' {
			n++
		}
		if isDigit(s.peek(n)) {
			integer = false
			s.advance(n)
			digits()
		}
	}
	text := s.src[start:s.off]
	if integer && s.peek(0) == '/' && s.port(lex, text) {
		return
	}
	if s.interval(lex, text) {
		return
	}
	s.endNumber(lex, start)
	if integer {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			s.fail(lex.span.Start, "number %s is out of range", text)
		}
		lex.tok, lex.value = INT, n
		return
	}
	d, err := strconv.ParseFloat(text, 64)
	if err != nil {
		s.fail(lex.span.Start, "number %s is out of range", text)
	}
	lex.tok, lex.value = DOUBLE, d
}

// endNumber refuses a number that runs into a name.
func (s *scanner) endNumber(lex *lexeme, start int) {
	if !isLetter(s.peek(0)) {
		return
	}
	for isLetter(s.peek(0)) || isDigit(s.peek(0)) {
		s.advance(1)
	}
	s.fail(lex.span.Start, "bad number %s", s.src[start:s.off])
}

// dotted scans an IPv4 address or subnet, of which the first number has been read.
func (s *scanner) dotted(lex *lexeme, start int) bool {
	end, dots := s.off, 0
	for end < len(s.src) && (isDigit(s.src[end]) || s.src[end] == '.' && end+1 < len(s.src) && isDigit(s.src[end+1])) {
		if s.src[end] == '.' {
			dots++
		}
		end++
	}
	if dots < 2 {
		return false
	}
	text := s.src[start:end]
	s.advance(end - s.off)
	a, err := netip.ParseAddr(text)
	if err != nil {
		s.fail(lex.span.Start, "bad address %s", text)
	}
	s.address(lex, a)
	return true
}

// address6 scans a bracketed IPv6 address or subnet, if there is one.
func (s *scanner) address6(lex *lexeme) bool {
	const longest = len("[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]")
	n, colons := 1, 0
	if s.peek(1) == '0' && s.peek(2) == 'x' {
		n = 3
	}
	first := n
	for n < longest && (isHex(s.peek(n)) || s.peek(n) == ':' || s.peek(n) == '.') {
		if s.peek(n) == ':' {
			colons++
		}
		n++
	}
	if s.peek(n) != ']' || colons < 2 {
		return false
	}
	a, err := netip.ParseAddr(s.src[s.off+first : s.off+n])
	if err != nil {
		return false
	}
	s.advance(n + 1)
	s.address(lex, a)
	return true
}

// address completes an address that has been read, or the subnet that it begins.
func (s *scanner) address(lex *lexeme, a netip.Addr) {
	bits := a.BitLen()
	lex.tok, lex.value = ADDR, a.Unmap()
	if s.peek(0) != '/' || !isDigit(s.peek(1)) {
		return
	}
	n, width := 1, 0
	for ; isDigit(s.peek(n)) && n <= 4; n++ {
		width = width*10 + int(s.peek(n)-'0')
	}
	if width > bits {
		s.advance(n)
		s.fail(lex.span.Start, "bad width of subnet: %d, at most %d", width, bits)
	}
	s.advance(n)
	if a.Is4In6() && width >= 96 {
		width -= 96
		a = a.Unmap()
	}
	p, _ := a.Prefix(width)
	lex.tok, lex.value = SUBNET, p
}

func (s *scanner) port(lex *lexeme, text string) bool {
	n := 1
	for isLetter(s.peek(n)) {
		n++
	}
	proto := s.src[s.off+1 : s.off+n]
	if proto != "tcp" && proto != "udp" && proto != "icmp" && proto != "unknown" || isDigit(s.peek(n)) {
		return false
	}
	s.advance(n)
	num, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		s.fail(lex.span.Start, "bad port number %s", text)
	}
	lex.tok, lex.value = PORT, Port{uint16(num), proto}
	return true
}

var units = []struct {
	name    string
	seconds float64
}{
	{"day", 86400}, {"hr", 3600}, {"min", 60}, {"sec", 1}, {"msec", 1e-3}, {"usec", 1e-6},
}

// interval scans the unit behind a number, if there is one.
func (s *scanner) interval(lex *lexeme, text string) bool {
	n := 0
	for s.peek(n) == ' ' || s.peek(n) == '\t' {
		n++
	}
	m := n
	for isLetter(s.peek(m)) || isDigit(s.peek(m)) {
		m++
	}
	word := strings.TrimSuffix(s.src[s.off+n:min(s.off+m, len(s.src))], "s")
	for _, u := range units {
		if word != u.name {
			continue
		}
		s.advance(m)
		d, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(d*u.seconds, 0) {
			s.fail(lex.span.Start, "interval %s is out of range", text)
		}
		lex.tok, lex.value = INTERVAL, d*u.seconds
		return true
	}
	return false
}

// str scans a string literal.
func (s *scanner) str(lex *lexeme) {
	var b strings.Builder
	s.advance(1)
	for {
		if s.off >= len(s.src) || s.src[s.off] == '\n' {
			s.fail(lex.span.Start, "string without end")
		}
		c := s.src[s.off]
		s.advance(1)
		switch c {
		case '"':
			lex.tok, lex.value = STRING, b.String()
			return
		case '\\':
			b.WriteByte(s.escape())
		default:
			b.WriteByte(c)
		}
	}
}

// escape reads what follows a backslash in a string.
func (s *scanner) escape() byte {
	c := s.peek(0)
	if s.off >= len(s.src) || c == '\n' {
		return '\\'
	}
	s.advance(1)
	switch c {
	case 'a':
		return '\a'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	case 'x':
		n := 0
		for n < 2 && isHex(s.peek(n)) {
			n++
		}
		if n == 0 {
			s.fail(s.pos(), "bad hexadecimal escape: \\x needs one or two digits")
		}
		v, _ := strconv.ParseUint(s.src[s.off:s.off+n], 16, 8)
		s.advance(n)
		return byte(v)
	}
	if c < '0' || c > '7' {
		return c
	}
	v := int(c - '0')
	for n := 0; n < 2 && '0' <= s.peek(0) && s.peek(0) <= '7'; n++ {
		v = v*8 + int(s.peek(0)-'0')
		s.advance(1)
	}
	return byte(v)
}

// pattern scans a pattern literal of which lex, a SLASH or SLASHEQ, is the beginning. Only
// the parser knows where an operand can stand, so it asks. As in Bro, the first slash without a
// backslash ends the pattern, even in a class or between quotes.
func (s *scanner) pattern(lex *lexeme) {
	s.off, s.line, s.col = lex.begin+1, lex.span.Start.Line, lex.span.Start.Col+1
	for s.peek(0) != '/' {
		if s.off >= len(s.src) || s.src[s.off] == '\n' {
			s.fail(lex.span.Start, "pattern without end")
		}
		if s.src[s.off] == '\\' && s.peek(1) != '\n' && s.off+1 < len(s.src) {
			s.advance(1)
		}
		s.advance(1)
	}
	p := Pattern{Text: s.src[lex.begin+1 : s.off]}
	s.advance(1)
	for !isLetter(s.peek(1)) && (s.peek(0) == 'i' || s.peek(0) == 's') ||
		!isLetter(s.peek(2)) && (s.peek(0) == 'i' && s.peek(1) == 's' || s.peek(0) == 's' && s.peek(1) == 'i') {
		if s.peek(0) == 'i' {
			p.IgnoreCase = true
		} else {
			p.SingleLine = true
		}
		s.advance(1)
	}
	*lex = lexeme{tok: PATTERN, begin: lex.begin, span: Span{lex.span.Start, s.pos()}, value: p, text: s.src[lex.begin:s.off]}
	s.operand = false
}

// directive scans "@name"; "@load-sigs" and its like have a dash.
func (s *scanner) directive(lex *lexeme) {
	n := 1
	for isLetter(s.peek(n)) || s.peek(n) == '-' && n > 1 {
		n++
	}
	if n == 1 {
		p := s.pos()
		s.advance(1)
		s.fail(p, "unrecognized character - @")
	}
	lex.tok, lex.text = DIRECTIVE, s.src[s.off+1:s.off+n]
	s.advance(n)
}

// argument reads the word that follows a directive on its line.
func (s *scanner) argument() (string, Pos) {
	for s.peek(0) == ' ' || s.peek(0) == '\t' {
		s.advance(1)
	}
	p := s.pos()
	start := s.off
	for c := s.peek(0); s.off < len(s.src) && c != ' ' && c != '\t' && c != '\r' && c != '\n'; c = s.peek(0) {
		s.advance(1)
	}
	return s.src[start:s.off], p
}

// skip moves past the part that a false condition leaves out, and returns the
// directive that ended it: "else" or "endif", or "" at the end of the file.
func (s *scanner) skip() string {
	depth := 0
	quoted := false
	for s.off < len(s.src) {
		switch c := s.src[s.off]; {
		case c == '\n':
			quoted = false
			s.newline()
		case quoted && c == '\\' && s.peek(1) != '\n':
			s.advance(min(2, len(s.src)-s.off))
		case c == '"':
			quoted = !quoted
			s.advance(1)
		case c == '#' && !quoted:
			s.restOfLine()
		case c == '@' && !quoted && (isLetter(s.peek(1))):
			var lex lexeme
			s.directive(&lex)
			switch lex.text {
			case "if", "activate-if", "ifdef", "ifndef":
				depth++
			case "endif":
				if depth == 0 {
					return "endif"
				}
				depth--
			case "else":
				if depth == 0 {
					return "else"
				}
			}
		default:
			s.advance(1)
		}
	}
	return ""
}
