package pattern

import (
	"fmt"
	"strings"
)

// This file reads an expression into a tree.

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
