package pattern

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// This file checks patterns against two other implementations: package
// regexp, and a matcher that follows the definition of regular expressions.
// All three start from one expression made of the fuzzer's bytes.

// An expr is an expression in three forms.
type expr struct {
	bro    string
	golang string   // over the text as Latin-1
	ends   relation // by definition
}

// A relation gives, for a set of offsets in a text, those that a match
// beginning there can end at.
type relation func(text string, from []bool) []bool

func concat(a, b relation) relation {
	return func(text string, from []bool) []bool { return b(text, a(text, from)) }
}

func union(a, b relation) relation {
	return func(text string, from []bool) []bool {
		x, y := a(text, from), b(text, from)
		for i := range x {
			x[i] = x[i] || y[i]
		}
		return x
	}
}

func nothing(_ string, from []bool) []bool { return slices.Clone(from) }

func repeat(a relation) relation {
	return func(text string, from []bool) []bool {
		all := slices.Clone(from)
		for {
			next := union(nothing, a)(text, all)
			if slices.Equal(next, all) {
				return all
			}
			all = next
		}
	}
}

func power(a relation, n int) relation {
	if n == 0 {
		return nothing
	}
	return concat(a, power(a, n-1))
}

func at(test func(text string, i int) bool) relation {
	return func(text string, from []bool) []bool {
		to := slices.Clone(from)
		for i := range to {
			to[i] = to[i] && test(text, i)
		}
		return to
	}
}

// oneOf is the expression of one byte.
func oneOf(bro string, has func(c byte) bool) expr {
	var b strings.Builder
	b.WriteString("[")
	for c := 0; c < 256; c++ {
		lo := c
		for c < 256 && has(byte(c)) {
			c++
		}
		if lo < c {
			fmt.Fprintf(&b, `\x{%x}-\x{%x}`, lo, c-1)
		}
	}
	golang := b.String() + "]"
	if golang == "[]" {
		golang = `[^\x{0}-\x{10ffff}]`
	}
	return expr{bro, golang, func(text string, from []bool) []bool {
		to := make([]bool, len(from))
		for i := range len(text) {
			to[i+1] = from[i] && has(text[i])
		}
		return to
	}}
}

// A maker makes an expression of bytes.
type maker struct {
	data         []byte
	fold, single bool
	size         int
}

func (m *maker) next() int {
	if len(m.data) == 0 {
		return 0
	}
	c := m.data[0]
	m.data = m.data[1:]
	return int(c)
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 32
	}
	return c
}

func (m *maker) expr(depth int) expr {
	if m.size++; depth > 6 || m.size > 60 {
		return m.leaf()
	}
	switch m.next() % 16 {
	case 0, 1, 2, 3:
		a, b := m.expr(depth+1), m.expr(depth+1)
		return expr{a.bro + b.bro, a.golang + b.golang, concat(a.ends, b.ends)}
	case 4, 5, 6:
		a, b := m.expr(depth+1), m.expr(depth+1)
		return expr{"(" + a.bro + "|" + b.bro + ")", "(?:" + a.golang + "|" + b.golang + ")", union(a.ends, b.ends)}
	case 7, 8:
		a := m.expr(depth + 1)
		return expr{"(" + a.bro + ")*", "(?:" + a.golang + ")*", repeat(a.ends)}
	case 9:
		a := m.expr(depth + 1)
		return expr{"(" + a.bro + ")+", "(?:" + a.golang + ")+", concat(a.ends, repeat(a.ends))}
	case 10:
		a := m.expr(depth + 1)
		return expr{"(" + a.bro + ")?", "(?:" + a.golang + ")?", union(nothing, a.ends)}
	case 11:
		return m.count(m.expr(depth + 1))
	case 12:
		was := *m
		m.fold = true
		a := m.expr(depth + 1)
		m.fold = was.fold
		return expr{"(?i:" + a.bro + ")", "(?:" + a.golang + ")", a.ends}
	case 13:
		was := *m
		m.single = true
		a := m.expr(depth + 1)
		m.single = was.single
		return expr{"(?s:" + a.bro + ")", "(?:" + a.golang + ")", a.ends}
	}
	return m.leaf()
}

func (m *maker) count(a expr) expr {
	n := m.next()
	lo, hi := n%4, n%4+n/4%3
	times := fmt.Sprintf("{%d,%d}", lo, hi)
	ends := power(a.ends, lo)
	for range hi - lo {
		ends = concat(ends, union(nothing, a.ends))
	}
	if n >= 192 {
		times, ends = fmt.Sprintf("{%d,}", lo), concat(power(a.ends, lo), repeat(a.ends))
	} else if lo == hi {
		times = fmt.Sprintf("{%d}", lo)
	}
	return expr{"(" + a.bro + ")" + times, "(?:" + a.golang + ")" + times, ends}
}

// leaf takes letters from the start of the alphabet, so that texts match.
func (m *maker) leaf() expr {
	c := byte(m.next())
	letter := "abcABC,;"[c>>5]
	same := func(x byte) bool { return x == letter }
	if m.fold {
		same = func(x byte) bool { return lower(x) == lower(letter) }
	}
	exact := func(y byte) func(byte) bool { return func(x byte) bool { return x == y } }
	switch c % 16 {
	case 0:
		single := m.single
		return oneOf(".", func(x byte) bool { return single || x != '\n' })
	case 1:
		return expr{"^", `\A`, at(func(_ string, i int) bool { return i == 0 })}
	case 2:
		return expr{"$", `\z`, at(func(text string, i int) bool { return i == len(text) })}
	case 3:
		return expr{"()", "(?:)", nothing}
	case 4:
		y := byte(m.next())
		return oneOf(fmt.Sprintf(`\x%02x`, y), exact(y))
	case 5:
		y := byte(m.next())
		return oneOf(fmt.Sprintf(`\%03o`, y), exact(y))
	case 6:
		return oneOf(`"`+string(letter)+`"`, exact(letter))
	case 7:
		return oneOf("[^"+string(letter)+"]", func(x byte) bool { return !same(x) })
	case 8:
		return oneOf("["+string(letter)+`\x80-\xff]`, func(x byte) bool { return same(x) || x >= 0x80 })
	case 9:
		return oneOf("[[:alpha:]]", func(x byte) bool { return lower(x) >= 'a' && lower(x) <= 'z' })
	case 10:
		fold := m.fold
		return oneOf("[[:upper:],]", func(x byte) bool {
			return x == ',' || x >= 'A' && x <= 'Z' || fold && x >= 'a' && x <= 'z'
		})
	case 11:
		return oneOf(`\n`, exact('\n'))
	}
	return oneOf(string(letter), same)
}

// matches is what All should find.
func (e expr) matches(text string) (all [][2]int) {
	from := make([]bool, len(text)+1)
	for i := 0; i < len(text); {
		from[i] = true
		ends := e.ends(text, from)
		from[i] = false
		end := len(text)
		for end > i && !ends[end] {
			end--
		}
		if end > i {
			all = append(all, [2]int{i, end})
			i = end
		} else {
			i++
		}
	}
	return all
}

func (e expr) whole(text string) bool {
	from := make([]bool, len(text)+1)
	from[0] = true
	return e.ends(text, from)[len(text)]
}

func (e expr) found(text string) bool {
	from := make([]bool, len(text)+1)
	for i := range from {
		from[i] = true
	}
	return slices.Contains(e.ends(text, from), true)
}

func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func addSeeds(f *testing.F) {
	f.Add([]byte{0, 15, 12, 15, 44, 15, 76}, "abc")
	f.Add([]byte{4, 14, 12, 0, 7, 14, 12, 14, 44}, "aaaaaaaaaab")
	f.Add([]byte{4, 14, 1, 14, 202, 12, 14, 7, 14, 2}, "a,b\nB\xff\x00")
	f.Add([]byte{11, 4, 14, 12, 0, 14, 12, 14, 44, 201}, "aabaab")
}

func FuzzAgainstRegexp(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		m := maker{data: data}
		e := m.expr(0)
		p, err := Compile(e.bro, 0)
		if err != nil && strings.Contains(err.Error(), "too large") {
			return
		} else if err != nil {
			t.Fatalf("Compile(%q): %v", e.bro, err)
		}
		re, err := regexp.Compile(e.golang)
		if err != nil {
			return // repeats of repeats over 1000
		}
		re.Longest()
		wide := latin1(text)
		if got, want := p.Contains(text), re.MatchString(wide); got != want {
			t.Errorf("/%s/ in %q is %v, want %v", e.bro, text, got, want)
		}
		whole := regexp.MustCompile(`\A(?:` + e.golang + `)\z`)
		if got, want := p.MatchAll(text), whole.MatchString(wide); got != want {
			t.Errorf("/%s/ == %q is %v, want %v", e.bro, text, got, want)
		}
		var want [][2]int
		for _, m := range re.FindAllStringIndex(wide, -1) {
			if m[0] < m[1] {
				start := len([]rune(wide[:m[0]]))
				want = append(want, [2]int{start, start + len([]rune(wide[m[0]:m[1]]))})
			}
		}
		if got := slices.Collect(p.All(text, 0)); !slices.Equal(got, want) {
			t.Errorf("/%s/ all in %q: %v, want %v", e.bro, text, got, want)
		}
	})
}

func FuzzAgainstDefinition(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		text = text[:min(len(text), 64)]
		var exprs []expr
		var members []*Pattern
		m := maker{data: data}
		for len(exprs) == 0 || len(m.data) > 0 && len(exprs) < 4 {
			m.size = 0
			e := m.expr(2)
			p, err := Compile(e.bro, 0)
			if err != nil && strings.Contains(err.Error(), "too large") {
				return
			} else if err != nil {
				t.Fatalf("Compile(%q): %v", e.bro, err)
			}
			if m.next()%2 == 1 {
				forgetful(p)
			}
			exprs, members = append(exprs, e), append(members, p)
		}
		set, err := NewSet(members...)
		if err != nil {
			t.Fatal(err)
		}
		if m.next()%2 == 1 {
			set.exactDFA().limit = 0
			set.searchDFA().limit = 0
		}
		var whole, found []int32
		for i, e := range exprs {
			if e.whole(text) {
				whole = append(whole, int32(i))
			}
			if e.found(text) {
				found = append(found, int32(i))
			}
			checkAll(t, members[i], e, text)
		}
		if got := set.MatchAll(nil, text); !slices.Equal(got, whole) {
			t.Errorf("of %v, %q matches %v, want %v", members, text, got, whole)
		}
		if got := set.Search(nil, text); !slices.Equal(got, found) {
			t.Errorf("of %v, in %q match %v, want %v", members, text, got, found)
		}
		last := len(exprs) - 1
		for name, combine := range map[string]struct {
			f    func(p, q *Pattern) (*Pattern, error)
			ends relation
		}{
			"|": {Or, union(exprs[0].ends, exprs[last].ends)},
			"&": {Concat, concat(exprs[0].ends, exprs[last].ends)},
		} {
			p, err := combine.f(members[0], members[last])
			if err != nil {
				t.Fatal(name, err)
			}
			checkAll(t, p, expr{ends: combine.ends}, text)
			forgetful(p)
			checkAll(t, p, expr{ends: combine.ends}, text)
			// What is printed can be read back and means the same.
			q, err := Compile(p.Text(), 0)
			if err != nil {
				t.Fatalf("Compile(%q): %v", p.Text(), err)
			}
			if p.Contains(text) != q.Contains(text) || p.MatchAll(text) != q.MatchAll(text) {
				t.Errorf("/%s/ and %s differ on %q", p.Text(), q, text)
			}
		}
	})
}

// forgetful makes p drop its states all the time.
func forgetful(p *Pattern) {
	p.Contains("")
	for _, d := range []*dfa{p.exactDFA(), p.search, p.reverseDFA()} {
		if d != nil {
			d.limit = 0
		}
	}
}

func checkAll(t *testing.T, p *Pattern, e expr, text string) {
	t.Helper()
	if got, want := p.MatchAll(text), e.whole(text); got != want {
		t.Errorf("%s == %q is %v, want %v", p, text, got, want)
	}
	if got, want := p.Contains(text), e.found(text); got != want {
		t.Errorf("%s in %q is %v, want %v", p, text, got, want)
	}
	want := e.matches(text)
	if got := slices.Collect(p.All(text, 0)); !slices.Equal(got, want) {
		t.Errorf("%s all in %q: %v, want %v", p, text, got, want)
	}
	if text == "" {
		return
	}
	marks := p.startsIn(text, 0)
	var raced [][2]int
	newRace(p, marks, 0).run(text, 0, func(m [2]int) bool {
		raced = append(raced, m)
		return true
	})
	if !slices.Equal(raced, want) {
		t.Errorf("%s races to %v in %q, want %v", p, raced, text, want)
	}
	// The last match is found by walking back over all starts.
	wantLast := [2]int{}
	for i := len(text) - 1; i >= 0 && wantLast[1] == 0; i-- {
		from := make([]bool, len(text)+1)
		from[i] = true
		ends := e.ends(text, from)
		for end := len(text); end > i; end-- {
			if ends[end] {
				wantLast = [2]int{i, end}
				break
			}
		}
	}
	if start, end, ok := p.Last(text); ok != (wantLast[1] > 0) || ok && [2]int{start, end} != wantLast {
		t.Errorf("%s last in %q: %d %d %v, want %v", p, text, start, end, ok, wantLast)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{
		`a{2,3}[^x]"q"(?i:b)$`, `[[:alpha:]-z]\x41\777`, `((((`, `^?(a)$?`, `(?i:(?s:^?(.)$?))`,
		`[]a]|[^]a]|[a-]`, `a{0}{1}{2,}{0,1}`, `a{1000}{1000}`, `(|a||b)`, `\x00\xff\377`, `"\"\\"`, `(a|b)*a(a|b){30}c`,
	} {
		f.Add(s, "some text")
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		p, err := Compile(src, Flags(len(text)&3))
		if err != nil {
			return
		}
		found := p.Contains(text)
		for m := range p.All(text, 0) {
			if m[0] >= m[1] || !found {
				t.Fatalf("%s has match %v in %q", p, m, text)
			}
		}
		whole := p.MatchAll(text)
		if set, err := NewSet(p, p); err != nil || len(set.MatchAll(nil, text)) > 0 != whole {
			t.Fatalf("%s and the set of it differ on %q: %v", p, text, err)
		}
	})
}
