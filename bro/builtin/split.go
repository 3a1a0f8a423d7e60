package builtin

import (
	"slices"
	"strings"

	"brig/bro/interp"
	"brig/bro/pattern"
)

func sortStrings(s []string) { slices.Sort(s) }

// splitFuncs is both families that split strings: the older gives
// table[count] of string from 1, the newer vectors from 0.
func splitFuncs() table {
	return table{
		"split":            func(c call) (value, error) { return array(c.Result, cut(c, false, -1)), nil },
		"split1":           func(c call) (value, error) { return array(c.Result, cut(c, false, 1)), nil },
		"split_all":        func(c call) (value, error) { return array(c.Result, cut(c, true, -1)), nil },
		"split_n":          func(c call) (value, error) { return array(c.Result, cut(c, c.Bool(2), limit(c))), nil },
		"split_complete":   func(c call) (value, error) { return array(c.Result, cut(c, true, -1)), nil },
		"split_string":     func(c call) (value, error) { return vector(c.Result, cut(c, false, -1)), nil },
		"split_string1":    func(c call) (value, error) { return vector(c.Result, cut(c, false, 1)), nil },
		"split_string_all": func(c call) (value, error) { return vector(c.Result, cut(c, true, -1)), nil },
		"split_string_n":   func(c call) (value, error) { return vector(c.Result, cut(c, c.Bool(2), limit(c))), nil },
	}
}

// limit is max_num_sep: 0 is no limit.
func limit(c call) int {
	if n := c.Count(3); n > 0 && n < 1<<31 {
		return int(n)
	}
	return -1
}

// cut splits the first argument at matches of the second, at most n times (-1:
// at all), and keeps the separators as parts of their own if asked.
func cut(c call, separators bool, n int) []string {
	s := c.Str(0)
	var parts []string
	from := 0
	for m := range c.Args[1].Pattern().All(s, 0) {
		if n == 0 {
			break
		}
		n--
		parts = append(parts, s[from:m[0]])
		if separators {
			parts = append(parts, s[m[0]:m[1]])
		}
		from = m[1]
	}
	return append(parts, s[from:])
}

// patternFuncs is the family that works with patterns.
func patternFuncs() table {
	return table{
		"sub":                 func(c call) (value, error) { return substitute(c, 1) },
		"gsub":                func(c call) (value, error) { return substitute(c, -1) },
		"find_all":            findAll,
		"find_all_ordered":    findAllOrdered,
		"find_first":          findFirst,
		"find_last":           findLast,
		"string_to_pattern":   stringToPattern,
		"convert_for_pattern": func(c call) (value, error) { return str(pattern.Quote(c.Str(0))) },
		"match_pattern":       matchPattern,
		"merge_pattern":       mergePattern,
	}
}

// substitute replaces the first n matches (-1: all) of a pattern.
func substitute(c call, n int) (value, error) {
	s, with := c.Str(0), c.Str(2)
	var b strings.Builder
	from := 0
	for m := range c.Args[1].Pattern().All(s, 0) {
		if n == 0 {
			break
		}
		n--
		if b.Len()+m[0]-from+len(with) > maxString {
			return none, errTooLong
		}
		b.WriteString(s[from:m[0]])
		b.WriteString(with)
		from = m[1]
	}
	if from == 0 {
		return c.Args[0], nil
	}
	b.WriteString(s[from:])
	return str(b.String())
}

func matches(c call) []string {
	s, most := c.Str(0), uint64(0)
	if len(c.Args) > 2 {
		most = c.Count(2) // longer strings are not searched; 0: no limit
	}
	if most > 0 && uint64(len(s)) > most {
		return nil
	}
	var all []string
	for m := range c.Args[1].Pattern().All(s, 0) {
		all = append(all, s[m[0]:m[1]])
	}
	return all
}

func findAll(c call) (value, error) {
	set := interp.NewTable(c.Result)
	for _, m := range matches(c) {
		set.Add(interp.String(m))
	}
	return set.Value(), nil
}

func findAllOrdered(c call) (value, error) { return vector(c.Result, matches(c)), nil }

// findFirst gives the match that starts first, the longest at that place.
func findFirst(c call) (value, error) {
	s := c.Str(0)
	start, end, ok := c.Args[1].Pattern().Find(s, 0)
	if !ok {
		return str("")
	}
	return str(s[start:end])
}

// findLast gives the match that starts last, the longest at that place.
func findLast(c call) (value, error) {
	s := c.Str(0)
	start, end, ok := c.Args[1].Pattern().Last(s)
	if !ok {
		return str("")
	}
	return str(s[start:end])
}

// stringToPattern compiles a string, escaped first if convert is T.
func stringToPattern(c call) (value, error) {
	s := c.Str(0)
	if c.Bool(1) {
		s = pattern.Quote(s)
	}
	p, err := pattern.Compile(s, 0)
	if err != nil {
		return none, err
	}
	return interp.Pattern(p), nil
}

// mergePattern gives the pattern that matches what either does.
func mergePattern(c call) (value, error) {
	p, err := pattern.Or(c.Args[0].Pattern(), c.Args[1].Pattern())
	if err != nil {
		return none, err
	}
	return interp.Pattern(p), nil
}

// matchPattern gives a PatternMatchResult: matched, str, off (from 1).
func matchPattern(c call) (value, error) {
	r := c.In.NewRecord(c.Result)
	start, end, ok := c.Args[1].Pattern().Find(c.Str(0), 0)
	text := ""
	if ok {
		text = c.Str(0)[start:end]
		start++
	}
	r.SetField("matched", interp.Bool(ok))
	r.SetField("str", interp.String(text))
	r.SetField("off", interp.Count(uint64(start)))
	return r.Value(), nil
}
