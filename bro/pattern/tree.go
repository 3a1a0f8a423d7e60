package pattern

import "strings"

// This file is the tree of an expression, and what can be said of it before
// any text is read.

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
