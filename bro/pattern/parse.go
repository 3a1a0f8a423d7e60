package pattern

import (
	"fmt"
	"strings"
)

// This file reads an expression into a tree.

type op uint8

const (
	opEmpty op = iota // the empty text
	opSet             // one byte of set
	opCat
	opAlt
	opStar
	opPlus
	opQuest
	opBegin // ^, the beginning of the text
	opEnd   // $, the end of the text
	opNever // matches nothing: [^\x00-\xff]
)

type node struct {
	op  op
	set byteSet
	sub []*node
}

// A byteSet is a set of byte values.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }
func (s *byteSet) addRange(lo, hi byte) {
	for c := int(lo); c <= int(hi); c++ {
		s.add(byte(c))
	}
}
func (s *byteSet) addAll(t byteSet) {
	for i := range s {
		s[i] |= t[i]
	}
}
func (s *byteSet) negate() {
	for i := range s {
		s[i] = ^s[i]
	}
}

// foldCase adds the other case of every letter in s.
func (s *byteSet) foldCase() {
	for c := byte('a'); c <= 'z'; c++ {
		if s.has(c) || s.has(c-32) {
			s.add(c)
			s.add(c - 32)
		}
	}
}

const (
	maxInsts  = 100_000 // size of a compiled expression
	maxRepeat = 10_000  // n and m of {n,m}
	maxDepth  = 1_000   // nested groups
)

func errTooLarge(n, most int) error {
	return fmt.Errorf("pattern too large: %d instructions, at most %d", n, most)
}

// A SyntaxError says what is wrong with an expression and where.
type SyntaxError struct {
	Text   string // the expression
	Offset int    // in bytes, from its start
	Msg    string
}

func (e *SyntaxError) Error() string {
	text := e.Text
	if len(text) > 80 {
		text = text[:80] + "..."
	}
	return fmt.Sprintf("error compiling pattern /%s/: %s at offset %d", text, e.Msg, e.Offset)
}

type parser struct {
	src   string
	pos   int
	flags Flags
	depth int
	insts int // made so far, {n,m} unrolled, so that towers of them end early
}

// parse panics internally with *SyntaxError and recovers here.
func parse(src string, flags Flags) (n *node, err error) {
	p := &parser{src: src, flags: flags}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *SyntaxError:
			err = e
		default:
			panic(e)
		}
	}()
	n = p.alt()
	if p.pos < len(p.src) {
		p.fail("unmatched )")
	}
	return n, nil
}

func (p *parser) fail(format string, args ...any) {
	panic(&SyntaxError{Text: p.src, Offset: p.pos, Msg: fmt.Sprintf(format, args...)})
}

func (p *parser) checkSize() {
	if p.insts > maxInsts {
		p.fail("%v", errTooLarge(p.insts, maxInsts))
	}
}

func (p *parser) more() bool { return p.pos < len(p.src) }

func (p *parser) alt() *node {
	if p.depth++; p.depth > maxDepth {
		p.fail("groups nested too deep")
	}
	defer func() { p.depth-- }()
	first := p.cat()
	if !p.more() || p.src[p.pos] != '|' {
		return first
	}
	alt := &node{op: opAlt, sub: []*node{first}}
	for p.more() && p.src[p.pos] == '|' {
		p.pos++
		alt.sub = append(alt.sub, p.cat())
	}
	return alt
}

func (p *parser) cat() *node {
	var sub []*node
	for p.more() && p.src[p.pos] != '|' && p.src[p.pos] != ')' {
		sub = append(sub, p.repeat())
	}
	switch len(sub) {
	case 0:
		return &node{op: opEmpty}
	case 1:
		return sub[0]
	}
	return &node{op: opCat, sub: sub}
}

func (p *parser) repeat() *node {
	p.insts++
	p.checkSize()
	n := p.atom()
	for p.more() {
		switch p.src[p.pos] {
		case '*':
			n = n.repeated(opStar)
		case '+':
			n = n.repeated(opPlus)
		case '?':
			n = n.repeated(opQuest)
		case '{':
			n = p.count(n)
			continue
		default:
			return n
		}
		p.pos++
	}
	return n
}

// repeated is n with op behind it; repeats of repeats become one.
func (n *node) repeated(o op) *node {
	switch n.op {
	case opStar, opPlus, opQuest:
		if n.op != o {
			o = opStar
		}
		return &node{op: o, sub: n.sub}
	}
	return &node{op: o, sub: []*node{n}}
}

// count reads {n}, {n,} or {n,m} and unrolls it.
func (p *parser) count(n *node) *node {
	p.pos++
	lo := p.number()
	hi := lo
	if p.more() && p.src[p.pos] == ',' {
		p.pos++
		hi = -1
		if p.more() && p.src[p.pos] != '}' {
			hi = p.number()
		}
	}
	if !p.more() || p.src[p.pos] != '}' {
		p.fail("unfinished {n,m}")
	}
	if hi >= 0 && hi < lo {
		p.fail("bad repeat {%d,%d}", lo, hi)
	}
	p.pos++
	p.insts += max(lo, hi) * n.size()
	p.checkSize()
	switch {
	case hi == 0:
		return &node{op: opEmpty}
	case lo == 1 && hi == 1:
		return n
	case lo == 0 && hi == 1:
		return n.repeated(opQuest)
	case lo < 2 && hi < 0:
		return n.repeated([]op{opStar, opPlus}[lo])
	}
	cat := &node{op: opCat}
	for range lo {
		cat.sub = append(cat.sub, n)
	}
	if hi < 0 {
		cat.sub = append(cat.sub, &node{op: opStar, sub: []*node{n}})
		return cat
	}
	// x{0,3} is (x(x(x)?)?)?, which keeps the automaton small.
	var tail *node
	for range hi - lo {
		sub := []*node{n}
		if tail != nil {
			sub = append(sub, tail)
		}
		tail = &node{op: opQuest, sub: []*node{{op: opCat, sub: sub}}}
	}
	if tail != nil {
		cat.sub = append(cat.sub, tail)
	}
	return cat
}

func (p *parser) number() int {
	start, n := p.pos, 0
	for p.more() && p.src[p.pos] >= '0' && p.src[p.pos] <= '9' {
		if n = n*10 + int(p.src[p.pos]-'0'); n > maxRepeat {
			p.fail("repeat count over %d", maxRepeat)
		}
		p.pos++
	}
	if p.pos == start {
		p.fail("missing number in {n,m}")
	}
	return n
}

func (p *parser) atom() *node {
	c := p.src[p.pos]
	switch c {
	case '(':
		return p.group()
	case '[':
		return p.class()
	case '"':
		return p.quoted()
	case '.':
		p.pos++
		n := &node{op: opSet}
		if p.flags&SingleLine == 0 {
			n.set.add('\n')
		}
		n.set.negate()
		return n
	case '^':
		p.pos++
		return &node{op: opBegin}
	case '$':
		p.pos++
		return &node{op: opEnd}
	case '*', '+', '?':
		p.fail("nothing to repeat before %q", c)
	case '\\': // stands for its byte in either case, as in Bro
		n := &node{op: opSet}
		n.set.add(p.escape())
		return n
	}
	p.pos++
	return p.single(c)
}

func (p *parser) single(c byte) *node {
	n := &node{op: opSet}
	n.set.add(c)
	if p.flags&FoldCase != 0 {
		n.set.foldCase()
	}
	return n
}

func (p *parser) group() *node {
	p.pos++
	saved := p.flags
	if strings.HasPrefix(p.src[p.pos:], "?") {
		p.groupFlags()
	}
	n := p.alt()
	if !p.more() {
		p.fail("missing )")
	}
	p.pos++
	p.flags = saved
	return n
}

// groupFlags reads the ?i: of (?i:re).
func (p *parser) groupFlags() {
	p.pos++
	on := true
	for p.more() {
		c := p.src[p.pos]
		p.pos++
		var f Flags
		switch c {
		case ':':
			return
		case '-':
			on = false
			continue
		case 'i':
			f = FoldCase
		case 's':
			f = SingleLine
		default:
			p.pos--
			p.fail("unknown group flag %q", c)
		}
		if on {
			p.flags |= f
		} else {
			p.flags &^= f
		}
	}
	p.fail("missing : in (?flags:re)")
}

// quoted reads "text": every byte stands for itself, letters in their own
// case whatever the flags, as in Bro; only escapes have a meaning.
func (p *parser) quoted() *node {
	saved := p.flags
	p.flags &^= FoldCase
	defer func() { p.flags = saved }()
	p.pos++
	cat := &node{op: opCat}
	for p.more() {
		switch c := p.src[p.pos]; c {
		case '"':
			p.pos++
			return cat
		case '\\':
			cat.sub = append(cat.sub, p.single(p.escape()))
		default:
			p.pos++
			cat.sub = append(cat.sub, p.single(c))
		}
	}
	p.fail(`missing closing "`)
	return nil
}

func (p *parser) escape() byte {
	p.pos++
	if !p.more() {
		p.fail(`\ at the end`)
	}
	c := p.src[p.pos]
	p.pos++
	if i := strings.IndexByte("ntrabfv", c); i >= 0 {
		return "\n\t\r\a\b\f\v"[i]
	}
	switch {
	case c == 'x':
		return p.digits(16, 2)
	case c >= '0' && c <= '7':
		p.pos--
		return p.digits(8, 3)
	}
	return c
}

func (p *parser) digits(base, most int) byte {
	n, got := 0, 0
	for ; got < most && p.more(); got++ {
		d := strings.IndexByte("0123456789abcdef", p.src[p.pos]|0x20)
		if d < 0 || d >= base {
			break
		}
		n = n*base + d
		p.pos++
	}
	if got == 0 {
		p.fail("bad escape")
	}
	if n > 255 {
		p.fail("escape is no byte")
	}
	return byte(n)
}

func (p *parser) class() *node {
	p.pos++
	n := &node{op: opSet}
	negated := false
	if p.more() && p.src[p.pos] == '^' {
		negated = true
		p.pos++
	}
	for first := true; ; first = false {
		if !p.more() {
			p.fail("missing ]")
		}
		if p.src[p.pos] == ']' && !first {
			p.pos++
			break
		}
		if strings.HasPrefix(p.src[p.pos:], "[:") && p.named(&n.set) {
			continue
		}
		lo := p.classByte()
		hi := lo
		if p.pos+1 < len(p.src) && p.src[p.pos] == '-' && p.src[p.pos+1] != ']' {
			p.pos++
			hi = p.classByte()
		}
		if hi < lo {
			p.fail("bad range %c-%c", lo, hi)
		}
		n.set.addRange(lo, hi)
	}
	if p.flags&FoldCase != 0 {
		n.set.foldCase()
	}
	if negated {
		n.set.negate()
	}
	if n.set == (byteSet{}) {
		n.op = opNever
	}
	return n
}

func (p *parser) classByte() byte {
	if !p.more() {
		p.fail("missing ]")
	}
	if p.src[p.pos] == '\\' {
		return p.escape()
	}
	p.pos++
	return p.src[p.pos-1]
}

// named reads [:alpha:] and its like.
func (p *parser) named(set *byteSet) bool {
	name, _, ok := strings.Cut(p.src[p.pos+2:], ":]")
	if !ok || len(name) > 8 {
		return false
	}
	switch name {
	case "alpha", "alnum", "upper", "lower":
		if name != "lower" {
			set.addRange('A', 'Z')
		}
		if name != "upper" {
			set.addRange('a', 'z')
		}
		if name == "alnum" {
			set.addRange('0', '9')
		}
	case "digit":
		set.addRange('0', '9')
	case "xdigit":
		set.addRange('0', '9')
		set.addRange('a', 'f')
		set.addRange('A', 'F')
	case "space":
		set.addRange('\t', '\r')
		set.add(' ')
	case "blank":
		set.add(' ')
		set.add('\t')
	case "cntrl":
		set.addRange(0, 31)
		set.add(127)
	case "print":
		set.addRange(32, 126)
	case "graph":
		set.addRange(33, 126)
	case "punct":
		set.addRange('!', '/')
		set.addRange(':', '@')
		set.addRange('[', '`')
		set.addRange('{', '~')
	default:
		p.fail("unknown class [:%s:]", name)
	}
	p.pos += len(name) + 4
	return true
}

// size is the number of instructions that n compiles to.
func (n *node) size() int {
	total := 1
	for _, s := range n.sub {
		total += s.size()
	}
	if n.op == opAlt {
		total += len(n.sub)
	}
	return total
}

// mirror is the expression of the reversed texts.
func (n *node) mirror() *node {
	m := &node{op: n.op, set: n.set}
	switch n.op {
	case opBegin:
		m.op = opEnd
	case opEnd:
		m.op = opBegin
	}
	for _, s := range n.sub {
		m.sub = append(m.sub, s.mirror())
	}
	if n.op == opCat {
		for i, j := 0, len(m.sub)-1; i < j; i, j = i+1, j-1 {
			m.sub[i], m.sub[j] = m.sub[j], m.sub[i]
		}
	}
	return m
}

// prefix is what every text that n matches begins with; whole says that there
// is just one such text, and that n has no ^ or $.
func (n *node) prefix() (text string, whole bool) {
	switch n.op {
	case opEmpty:
		return "", true
	case opSet:
		if b := n.set.bytes(2); len(b) == 1 {
			return string(b), true
		}
	case opCat:
		var b strings.Builder
		for _, s := range n.sub {
			text, whole := s.prefix()
			b.WriteString(text)
			if !whole {
				return b.String(), false
			}
		}
		return b.String(), true
	case opPlus:
		text, _ := n.sub[0].prefix()
		return text, false
	case opAlt:
		for i, s := range n.sub {
			t, _ := s.prefix()
			if i == 0 {
				text = t
			}
			k := 0
			for k < min(len(t), len(text)) && t[k] == text[k] {
				k++
			}
			text = text[:k]
		}
		return text, false
	}
	return "", false
}

// bytes lists the members of s, at most n.
func (s *byteSet) bytes(n int) []byte {
	var list []byte
	for c := 0; c < 256 && len(list) < n; c++ {
		if s.has(byte(c)) {
			list = append(list, byte(c))
		}
	}
	return list
}

// firstSet is the bytes that a match can begin with; empty says that n may
// match without reading any.
func (n *node) firstSet() (set byteSet, empty bool) {
	switch n.op {
	case opSet:
		return n.set, false
	case opNever:
		return set, false
	case opCat:
		for _, s := range n.sub {
			first, empty := s.firstSet()
			set.addAll(first)
			if !empty {
				return set, false
			}
		}
		return set, true
	case opAlt:
		for _, s := range n.sub {
			first, none := s.firstSet()
			set.addAll(first)
			empty = empty || none
		}
		return set, empty
	case opPlus:
		return n.sub[0].firstSet()
	case opStar, opQuest:
		set, _ = n.sub[0].firstSet()
	}
	return set, true
}

// firstBytes is what a search for n can skip to, or nil.
func (n *node) firstBytes() *firstBytes {
	set, empty := n.firstSet()
	if empty || n.anchored() {
		return nil
	}
	if text, _ := n.prefix(); len(text) > 1 {
		return &firstBytes{literal: text}
	}
	if b := set.bytes(maxFirst + 1); len(b) <= maxFirst {
		return &firstBytes{bytes: b}
	}
	return nil
}

// anchored reports whether every match begins at the beginning of the text.
func (n *node) anchored() bool {
	switch n.op {
	case opBegin:
		return true
	case opPlus:
		return n.sub[0].anchored()
	case opCat:
		for _, s := range n.sub {
			if s.anchored() {
				return true
			}
			if first, empty := s.firstSet(); !empty || first != (byteSet{}) {
				return false
			}
		}
	case opAlt:
		for _, s := range n.sub {
			if !s.anchored() {
				return false
			}
		}
		return true
	}
	return false
}
