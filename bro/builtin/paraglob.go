package builtin

import (
	"errors"
	"slices"
	"strings"

	"brig/bro/interp"
	"brig/bro/pattern"
	"brig/bro/resolve"
)

// globFuncs is the family that matches a string against many shell patterns.
func globFuncs() table {
	return table{
		"paraglob_init":   paraglobInit,
		"paraglob_match":  paraglobMatch,
		"paraglob_equals": paraglobEquals,
	}
}

// A paraglob is a list of shell patterns: * is any text, ? any byte, [ab] and
// [!ab] a class, \ takes the next byte as it is.
type paraglob struct {
	globs []string
	set   *pattern.Set
}

func paraglobInit(c call) (value, error) {
	v := c.Args[0]
	if v.Kind() != resolve.Vector || v.Type().Elem.Kind != resolve.String {
		return none, errors.New("requires a vector of strings")
	}
	g := &paraglob{}
	var members []*pattern.Pattern
	known := map[string]bool{}
	for _, e := range v.Vector().Elems() {
		if !e.IsSet() || known[e.Str()] {
			continue
		}
		p, err := pattern.Compile(globPattern(e.Str()), pattern.SingleLine)
		if err != nil {
			return none, errors.New("failed to add pattern: " + e.Str())
		}
		known[e.Str()] = true
		g.globs, members = append(g.globs, e.Str()), append(members, p)
	}
	set, err := pattern.NewSet(members...)
	if err != nil {
		return none, err
	}
	g.set = set
	return (&interp.Opaque{T: c.Result, X: g}).Value(), nil
}

// globPattern is the pattern that matches what a shell pattern does.
func globPattern(glob string) string {
	var b strings.Builder
	for i := 0; i < len(glob); i++ {
		switch glob[i] {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteByte('.')
		case '[':
			end := strings.IndexByte(glob[i+1:], ']')
			if end < 1 {
				b.WriteString(pattern.Quote("["))
				continue
			}
			class := glob[i+1 : i+1+end]
			if rest, ok := strings.CutPrefix(class, "!"); ok {
				class = "^" + rest
			}
			b.WriteString("[" + class + "]")
			i += end + 1
		case '\\':
			if i+1 < len(glob) {
				i++
			}
			fallthrough
		default:
			b.WriteString(pattern.Quote(glob[i : i+1]))
		}
	}
	return b.String()
}

// paraglobMatch gives the shell patterns that match the whole string, in the
// order in which they were given.
func paraglobMatch(c call) (value, error) {
	g, err := opaque[*paraglob](c.Args[0])
	if err != nil {
		return none, err
	}
	var found []string
	for _, i := range g.set.MatchAll(nil, c.Str(1)) {
		found = append(found, g.globs[i])
	}
	return vector(c.Result, found), nil
}

func paraglobEquals(c call) (value, error) {
	a, err := opaque[*paraglob](c.Args[0])
	if err != nil {
		return none, err
	}
	b, err := opaque[*paraglob](c.Args[1])
	if err != nil {
		return none, err
	}
	x, y := slices.Clone(a.globs), slices.Clone(b.globs)
	slices.Sort(x)
	slices.Sort(y)
	return boolean(slices.Equal(x, y))
}
