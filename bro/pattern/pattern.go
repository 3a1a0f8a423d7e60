// Package pattern implements Bro's regular expressions over bytes.
//
// A [Pattern] is compiled once and runs as deterministic automata that are
// built lazily, one state at a time, while input is read. The number of
// states kept is bounded: a full cache is dropped and built again, so memory
// stays bounded and time stays linear in the input whatever the expression.
//
// The syntax is Bro's (flex's): literals, "quoted literals", ".", classes
// such as [a-z], [^x] and [[:alpha:]], groups, "|", "*", "+", "?", {n,m},
// (?i:re), "^" and "$" for the ends of the text, and the escapes \n \t \r \a
// \b \f \v, \xHH and \ooo. "." is any byte but a newline; [SingleLine] makes
// it any byte. Case folding spares escapes and what stands between quotes.
// More is allowed than in Bro: alternatives may be empty anywhere, and a } that
// closes nothing stands for itself.
//
// Three ways of matching cover the language:
//
//	p.MatchAll(s)   pattern == string: the whole of s
//	p.Contains(s)   pattern in string: somewhere in s
//	p.All(s, ...)   sub, split and the like: leftmost, then longest, not empty
//
// A [Set] does the first two for many patterns in one pass and says which of
// them match.
//
// A Pattern caches states as it runs and so must not be used by two
// goroutines at once.
package pattern

import (
	"strings"
)

// Flags alter how a pattern is read.
type Flags uint8

const (
	FoldCase   Flags = 1 << iota // letters match both cases: /re/i
	SingleLine                   // "." matches a newline too: /re/s
)

// Pattern is a compiled expression.
type Pattern struct {
	text string // print form, without the enclosing slashes
	tree *node
	size int // instructions

	exact   *dfa // anchored where reading starts
	search  *dfa // anchored nowhere
	reverse *dfa // of the mirrored expression, anchored nowhere

	literal string // when the whole expression is one literal
	isLit   bool

	read int // bytes that finding places took
}

// Compile reads src, the text between the slashes.
func Compile(src string, flags Flags) (*Pattern, error) {
	tree, err := parse(src, flags)
	if err != nil {
		return nil, err
	}
	text := whole(src)
	if flags&FoldCase != 0 {
		text = "(?i:" + text + ")"
	}
	if flags&SingleLine != 0 {
		text = "(?s:" + text + ")"
	}
	return fromTree(tree, text)
}

// whole is the print form of an expression that matches all of a text.
func whole(src string) string { return "^?(" + src + ")$?" }

func fromTree(tree *node, text string) (*Pattern, error) {
	p := &Pattern{text: text, tree: tree, size: tree.size()}
	p.literal, p.isLit = tree.prefix()
	return p, p.checkSize()
}

func (p *Pattern) checkSize() error {
	if p.size > maxInsts {
		return errTooLarge(p.size, maxInsts)
	}
	return nil
}

// Or matches whatever p or q matches.
func Or(p, q *Pattern) (*Pattern, error) {
	tree := &node{op: opAlt, sub: []*node{p.tree, q.tree}}
	or := &Pattern{text: whole("(" + p.text + ")|(" + q.text + ")"), tree: tree, size: p.size + q.size + 3}
	return or, or.checkSize()
}

// Concat matches p followed by q.
func Concat(p, q *Pattern) (*Pattern, error) {
	tree := &node{op: opCat, sub: []*node{p.tree, q.tree}}
	cat := &Pattern{text: whole("(" + p.text + ")(" + q.text + ")"), tree: tree, size: p.size + q.size + 1}
	cat.literal, cat.isLit = p.literal+q.literal, p.isLit && q.isLit
	return cat, cat.checkSize()
}

// Text is the expression as Bro prints it, without the enclosing slashes.
func (p *Pattern) Text() string { return p.text }

// String is the print form: /^?(re)$?/.
func (p *Pattern) String() string { return "/" + p.text + "/" }

// MatchAll reports whether p matches the whole of s.
func (p *Pattern) MatchAll(s string) bool {
	if p.isLit {
		return s == p.literal
	}
	return p.exactDFA().matchesAll(s)
}

// Contains reports whether p matches some part of s.
func (p *Pattern) Contains(s string) bool {
	if p.isLit {
		return strings.Contains(s, p.literal)
	}
	if p.search == nil {
		p.search = newDFA(compile([]*node{p.tree}, shape{floating: true}), maxCache, p.tree.firstBytes())
	}
	return p.search.contains(s)
}

func (p *Pattern) exactDFA() *dfa {
	if p.exact == nil {
		p.exact = newDFA(compile([]*node{p.tree}, shape{}), maxCache, nil)
	}
	return p.exact
}

func (p *Pattern) reverseDFA() *dfa {
	if p.reverse == nil {
		tree := p.tree.mirror()
		p.reverse = newDFA(compile([]*node{tree}, shape{floating: true, nonEmpty: true}), maxCache, nil)
	}
	return p.reverse
}

// Quote returns s with every byte that has a meaning in an expression
// escaped, so that the result matches s literally.
func Quote(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(`^$-:"\/|*+?.(){}[]`, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
