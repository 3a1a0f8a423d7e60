package builtin

import (
	"errors"
	"strings"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// stringFuncs is the family of Bro's strings.bif. Strings are bytes; letters
// are those of ASCII.
func stringFuncs() table {
	return table{
		"strlen":     func(c call) (value, error) { return count(len(c.Str(0))) },
		"string_cat": stringCat,
		"to_lower":   func(c call) (value, error) { return str(mapBytes(c.Str(0), lower)) },
		"to_upper":   func(c call) (value, error) { return str(mapBytes(c.Str(0), upper)) },
		"swap_case":  func(c call) (value, error) { return str(mapBytes(c.Str(0), swapCase)) },
		"to_title":   toTitle,
		"strip":      func(c call) (value, error) { return str(strings.Trim(c.Str(0), blanks)) },
		"lstrip":     func(c call) (value, error) { return str(strings.TrimLeft(c.Str(0), cutset(c, 1))) },
		"rstrip":     func(c call) (value, error) { return str(strings.TrimRight(c.Str(0), cutset(c, 1))) },
		"strstr":     func(c call) (value, error) { return count(strings.Index(c.Str(0), c.Str(1)) + 1) },
		"strcmp":     func(c call) (value, error) { return interp.Int(int64(strings.Compare(c.Str(0), c.Str(1)))), nil },
		"find_str":   findStr(strings.Index),
		"rfind_str":  findStr(strings.LastIndex),
		"starts_with": func(c call) (value, error) {
			return boolean(strings.HasPrefix(c.Str(0), c.Str(1)))
		},
		"ends_with":            func(c call) (value, error) { return boolean(strings.HasSuffix(c.Str(0), c.Str(1))) },
		"remove_prefix":        func(c call) (value, error) { return str(strings.TrimPrefix(c.Str(0), c.Str(1))) },
		"remove_suffix":        func(c call) (value, error) { return str(strings.TrimSuffix(c.Str(0), c.Str(1))) },
		"count_substr":         func(c call) (value, error) { return countSubstr(c) },
		"subst_string":         substString,
		"sub_bytes":            subBytes,
		"reverse":              func(c call) (value, error) { return str(reversed(c.Str(0))) },
		"string_fill":          stringFill,
		"ljust":                func(c call) (value, error) { return justify(c, func(s, fill string) string { return s + fill }) },
		"rjust":                func(c call) (value, error) { return justify(c, func(s, fill string) string { return fill + s }) },
		"zfill":                zfill,
		"edit":                 edit,
		"clean":                func(c call) (value, error) { return str(clean(c.Str(0))) },
		"is_ascii":             allBytes(func(b byte) bool { return b < 0x80 }, true),
		"is_num":               allBytes(isDigit, false),
		"is_alpha":             allBytes(isAlpha, false),
		"is_alnum":             allBytes(func(b byte) bool { return isAlpha(b) || isDigit(b) }, false),
		"to_string_literal":    func(c call) (value, error) { return str(literal(c.Str(0))) },
		"escape_string":        func(c call) (value, error) { return str(clean(c.Str(0))) },
		"str_shell_escape":     func(c call) (value, error) { return str(shellEscape(c.Str(0))) },
		"safe_shell_quote":     func(c call) (value, error) { return str(`"` + shellEscape(c.Str(0)) + `"`) },
		"join_string_vec":      joinVec,
		"join_string_array":    joinArray,
		"join_string_set":      joinSet,
		"cat_string_array":     func(c call) (value, error) { return join(arrayStrings(c.Table(0)), "") },
		"cat_string_array_n":   catArrayN,
		"sort_string_array":    sortArray,
		"str_split":            strSplit,
		"str_split_indices":    strSplit,
		"levenshtein_distance": levenshtein,
		"hexdump":              hexdump,
	}
}

const blanks = " \t\n\v\f\r\x00"

// maxString bounds strings that builtins are asked to make.
const maxString = 1 << 30

var errTooLong = errors.New("the string would be too long")

func mapBytes(s string, f func(byte) byte) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = f(c)
	}
	return string(b)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isAlpha(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b | 0x20
	}
	return b
}

func upper(b byte) byte {
	if b >= 'a' && b <= 'z' {
		return b &^ 0x20
	}
	return b
}

func swapCase(b byte) byte {
	if isAlpha(b) {
		return b ^ 0x20
	}
	return b
}

func toTitle(c call) (value, error) {
	b := []byte(c.Str(0))
	for i := range b {
		if i == 0 || strings.IndexByte(blanks, b[i-1]) >= 0 {
			b[i] = upper(b[i])
		}
	}
	return interp.Bytes(b), nil
}

// allBytes tests each byte; whenEmpty is the answer for the empty string.
func allBytes(test func(byte) bool, whenEmpty bool) interp.Builtin {
	return func(c call) (value, error) {
		s := c.Str(0)
		for i := 0; i < len(s); i++ {
			if !test(s[i]) {
				return boolean(false)
			}
		}
		return boolean(s != "" || whenEmpty)
	}
}

func stringCat(c call) (value, error) {
	var b strings.Builder
	for _, a := range c.Args {
		b.WriteString(a.String())
	}
	return str(b.String())
}

// cutset is the optional argument with the bytes to strip.
func cutset(c call, i int) string {
	if i < len(c.Args) {
		return c.Str(i)
	}
	return blanks
}

// findStr looks within the bytes from start to end, end included; -1 is the end of the
// string. The result counts from 0, and is -1 if there is none.
func findStr(find func(s, sub string) int) interp.Builtin {
	return func(c call) (value, error) {
		s, sub, start, end := c.Str(0), c.Str(1), c.Count(2), c.Int(3)
		if !c.Bool(4) {
			s, sub = mapBytes(s, lower), mapBytes(sub, lower)
		}
		if end >= 0 && start > uint64(end) {
			c.Error("find_str: the start %d lies behind the end %d", start, end)
			return interp.Int(-1), nil
		}
		if end >= 0 && end < int64(len(s)) {
			s = s[:end+1]
		}
		if start > uint64(len(s)) {
			return interp.Int(-1), nil
		}
		n := find(s[start:], sub)
		if n >= 0 {
			n += int(start)
		}
		return interp.Int(int64(n)), nil
	}
}

func countSubstr(c call) (value, error) {
	s, sub := c.Str(0), c.Str(1)
	if sub == "" {
		return count(0)
	}
	overlapping := len(c.Args) > 2 && c.Bool(2)
	if !overlapping {
		return count(strings.Count(s, sub))
	}
	n := 0
	for {
		i := strings.Index(s, sub)
		if i < 0 {
			return count(n)
		}
		n++
		s = s[i+1:]
	}
}

func substString(c call) (value, error) {
	s, from, to := c.Str(0), c.Str(1), c.Str(2)
	if from == "" {
		return c.Args[0], nil
	}
	if len(to) > len(from) && strings.Count(s, from) > maxString/len(to) {
		return none, errTooLong
	}
	return str(strings.ReplaceAll(s, from, to))
}

// subBytes takes n bytes from a start counted from 1, or all if n is
// negative. Behind the end of the string it gives the empty string.
func subBytes(c call) (value, error) {
	s, start, n := c.Str(0), c.Count(1), c.Int(2)
	if start > 0 {
		start--
	}
	if start > uint64(len(s)) {
		return str("")
	}
	s = s[start:]
	if n >= 0 && n < int64(len(s)) {
		s = s[:n]
	}
	return str(s)
}

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// stringFill repeats a string up to a length. The last byte is NUL, as in Bro.
func stringFill(c call) (value, error) {
	n, s := c.Count(0), c.Str(1)
	if n > maxString {
		return none, errTooLong
	}
	if n == 0 {
		return str("")
	}
	if s == "" {
		s = " "
	}
	return str(strings.Repeat(s, int(n)/len(s)+1)[:n-1] + "\x00")
}

func justify(c call, join func(s, fill string) string) (value, error) {
	s, width, fill := c.Str(0), c.Count(1), " "
	if len(c.Args) > 2 {
		fill = c.Str(2)
	}
	if len(fill) != 1 {
		return none, errors.New("the fill must be one character")
	}
	if width > maxString {
		return none, errTooLong
	}
	if int(width) <= len(s) {
		return c.Args[0], nil
	}
	return str(join(s, strings.Repeat(fill, int(width)-len(s))))
}

func zfill(c call) (value, error) {
	s, width := c.Str(0), c.Count(1)
	if width > maxString {
		return none, errTooLong
	}
	if int(width) <= len(s) {
		return c.Args[0], nil
	}
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	return str(sign + strings.Repeat("0", int(width)-len(sign)-len(s)) + s)
}

// edit drops what a key of the second argument (backspace or delete) removes.
func edit(c call) (value, error) {
	key := c.Str(1)
	if len(key) != 1 {
		c.Error("edit: not exactly one edit character: %q", key)
		if key == "" {
			return c.Args[0], nil
		}
	}
	var out []byte
	for _, b := range []byte(c.Str(0)) {
		if b != key[0] {
			out = append(out, b)
		} else if len(out) > 0 {
			out = out[:len(out)-1]
		}
	}
	return interp.Bytes(out), nil
}

// clean replaces bytes that do not print by \xHH.
func clean(s string) string { return rendered(s, "") }

// literal is s as a string constant would have it.
func literal(s string) string { return rendered(s, `\"'`) }

// rendered writes bytes that do not print as \xHH, and those of escape with
// a backslash.
func rendered(s, escape string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; {
		case strings.IndexByte(escape, ch) >= 0:
			b = append(b, '\\', ch)
		case ch >= 0x20 && ch < 0x7f:
			b = append(b, ch)
		default:
			b = append(b, '\\', 'x', "0123456789abcdef"[ch>>4], "0123456789abcdef"[ch&15])
		}
	}
	return string(b)
}

// shellEscape escapes what keeps a meaning within double quotes: the result is safe
// there, and only there.
func shellEscape(s string) string {
	var b strings.Builder
	for _, ch := range []byte(s) {
		if strings.IndexByte("\"$`\\", ch) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(ch)
	}
	return b.String()
}

func joinVec(c call) (value, error) {
	var parts []string
	for _, e := range c.Vector(0).Elems() {
		if !e.IsSet() {
			parts = append(parts, "")
			continue
		}
		parts = append(parts, e.String())
	}
	return join(parts, c.Str(1))
}

func joinArray(c call) (value, error) { return join(arrayStrings(c.Table(1)), c.Str(0)) }

func joinSet(c call) (value, error) {
	t := c.Table(0)
	var parts []string
	for i := range t.Cap() {
		if t.Live(i) {
			parts = append(parts, t.Key(i).Str())
		}
	}
	return join(parts, c.Str(1))
}

// join refuses what would be too long: the parts may be one string many times.
func join(parts []string, sep string) (value, error) {
	n := len(sep) * len(parts)
	for _, p := range parts {
		if n += len(p); n > maxString {
			return none, errTooLong
		}
	}
	return str(strings.Join(parts, sep))
}

// arrayStrings lists a table[count] of string from index 1 on, up to the first
// that is missing.
func arrayStrings(t *interp.Table) []string {
	var s []string
	for i := uint64(1); ; i++ {
		v, ok := t.Lookup(interp.Count(i))
		if !ok {
			return s
		}
		s = append(s, v.Str())
	}
}

func catArrayN(c call) (value, error) {
	var b strings.Builder
	t := c.Table(0)
	for i := c.Count(1); i <= c.Count(2); i++ {
		v, ok := t.Lookup(interp.Count(i))
		if !ok {
			break
		}
		b.WriteString(v.Str())
	}
	return str(b.String())
}

func sortArray(c call) (value, error) {
	s := arrayStrings(c.Table(0))
	sortStrings(s)
	return array(c.Result, s), nil
}

// array makes a table[count] of string that counts from 1.
func array(t *resolve.Type, parts []string) value {
	tab := interp.NewTable(t)
	for i, p := range parts {
		tab.Put([]value{interp.Count(uint64(i + 1))}, interp.String(p))
	}
	return tab.Value()
}

// vector makes a vector of strings.
func vector(t *resolve.Type, parts []string) value {
	v := interp.NewVector(t)
	for _, p := range parts {
		v.Append(interp.String(p))
	}
	return v.Value()
}

// strSplit cuts at the given offsets. One that is not behind the one before
// it, or behind the end, is passed over.
func strSplit(c call) (value, error) {
	s, from := c.Str(0), uint64(0)
	var parts []string
	for _, e := range c.Vector(1).Elems() {
		if !e.IsSet() || e.Count() <= from || e.Count() >= uint64(len(s)) {
			continue
		}
		parts = append(parts, s[from:e.Count()])
		from = e.Count()
	}
	return vector(c.Result, append(parts, s[from:])), nil
}

func levenshtein(c call) (value, error) {
	a, b := c.Str(0), c.Str(1)
	if len(a)*len(b) > 1<<26 {
		return none, errTooLong
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := diagonal
			if a[i-1] != b[j-1] {
				change++
			}
			diagonal = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return count(row[len(b)])
}

// hexdump shows 16 bytes a line: offset, hexadecimal, characters.
func hexdump(c call) (value, error) {
	const hex = "0123456789abcdef"
	s := c.Str(0)
	if len(s) > maxString/5 {
		return none, errTooLong
	}
	var b []byte
	for off := 0; off < len(s); off += 16 {
		for shift := 12; shift >= 0; shift -= 4 {
			b = append(b, hex[off>>shift&15])
		}
		b = append(b, "  "...)
		line := s[off:min(off+16, len(s))]
		for i := range 16 {
			if i < len(line) {
				b = append(b, hex[line[i]>>4], hex[line[i]&15], ' ')
			} else {
				b = append(b, "   "...)
			}
			if i == 7 {
				b = append(b, ' ')
			}
		}
		b = append(b, ' ')
		for i := 0; i < len(line); i++ {
			if i == 8 {
				b = append(b, ' ')
			}
			if line[i] >= 0x20 && line[i] < 0x7f {
				b = append(b, line[i])
			} else {
				b = append(b, '.')
			}
		}
		b = append(b, '\n')
	}
	return interp.Bytes(b), nil
}
