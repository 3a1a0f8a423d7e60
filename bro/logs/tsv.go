package logs

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"brig/bro/interp"
	"brig/bro/resolve"
)

// This file writes records in the format of Bro's ASCII writer: columns
// between separators.

// appendTSV appends a record's line without its end.
func (f *format) appendTSV(b []byte, r, ext *interp.Record, columns []column, room *room) []byte {
	start := len(b)
	for i := range columns {
		if i > 0 {
			b = appendMark(b, f.separator)
		}
		if v := columns[i].of(r, ext); v.IsSet() {
			b = f.append(b, v, "", room)
		} else {
			b = appendMark(b, f.unset)
		}
	}
	// A line must not be taken for a header line.
	if m := f.meta; m != "" && strings.HasPrefix(string(b[start:min(len(b), start+len(m))]), m) {
		b = append(b[:start], hexed(nil, b[start:start+1], b[start+1:])...)
	}
	return b
}

// appendMark appends what mostly is one byte.
func appendMark(b []byte, mark string) []byte {
	if len(mark) == 1 {
		return append(b, mark[0])
	}
	return append(b, mark...)
}

// append appends a value. That it may not hold the separator within says that it is an
// element of a set or vector.
func (f *format) append(b []byte, v interp.Value, within string, room *room) []byte {
	switch kind := v.Kind(); kind {
	case resolve.Invalid:
		return appendMark(b, f.unset)
	case resolve.Count:
		return strconv.AppendUint(b, v.Count(), 10)
	case resolve.String:
		return f.appendText(b, room.text(v.Str()), within)
	case resolve.Addr:
		return v.AppendAddr(b)
	case resolve.Time, resolve.Interval:
		return appendSeconds(b, v.Seconds())
	case resolve.Port:
		num, _ := v.Port()
		return strconv.AppendUint(b, uint64(num), 10)
	case resolve.Double:
		return appendDouble(b, v.Double())
	case resolve.Enum:
		return f.appendText(b, v.Label(), within)
	case resolve.Set:
		return f.appendSet(b, v.Table(), room)
	case resolve.Vector:
		return f.appendVector(b, v.Vector(), room)
	case resolve.Callable, resolve.File, resolve.Pattern:
		return f.appendText(b, room.text(textOf(v)), within)
	}
	return v.Append(b)
}

func (f *format) appendSet(b []byte, t *interp.Table, room *room) []byte {
	left := room.elements(t.Len())
	if left == 0 {
		return append(b, f.empty...)
	}
	for i := 0; left > 0; i++ {
		if !t.Live(i) {
			continue
		}
		b = f.append(b, t.Keys(i)[0], f.setSeparator, room)
		if left--; left > 0 {
			b = append(b, f.setSeparator...)
		}
	}
	return b
}

func (f *format) appendVector(b []byte, v *interp.Vector, room *room) []byte {
	elems := v.Elems()
	elems = elems[:room.elements(len(elems))]
	if len(elems) == 0 {
		return append(b, f.empty...)
	}
	for i, x := range elems {
		if i > 0 {
			b = append(b, f.setSeparator...)
		}
		b = f.append(b, x, f.setSeparator, room)
	}
	return b
}

// textOf gives the text that stands for values that are no numbers. That of a
// function is its name.
func textOf(v interp.Value) string {
	switch v.Kind() {
	case resolve.Callable:
		return v.Func().Name
	case resolve.File:
		return v.File().Name
	case resolve.Pattern:
		return v.Pattern().String()
	}
	return v.Str()
}

// appendSeconds appends a number with six decimals. Most are a number of
// microseconds, as close as a float64 comes, and so small that no other such
// number is as close.
func appendSeconds(b []byte, sec float64) []byte {
	if sec > 0 && sec < 1<<31 {
		if us := uint64(sec*1e6 + 0.5); float64(us)/1e6 == sec {
			if us < 1e6 {
				digits := strconv.AppendUint(append(b, '0'), us+1e6, 10) // a 1, then the decimals
				digits[len(b)+1] = '.'
				return digits
			}
			b = append(strconv.AppendUint(b, us, 10), 0)
			point := len(b) - 7
			copy(b[point+1:], b[point:])
			b[point] = '.'
			return b
		}
	}
	return strconv.AppendFloat(b, sec, 'f', 6, 64)
}

// appendDouble appends a number with up to six decimals, never with an
// exponent.
func appendDouble(b []byte, d float64) []byte {
	b = strconv.AppendFloat(b, d+0, 'f', 6, 64) // + 0: there is no -0
	if c := b[len(b)-1]; c < '0' || c > '9' {
		return appendNaN(b[:len(b)-3], b[len(b)-3:])
	}
	for b[len(b)-1] == '0' && b[len(b)-2] != '.' {
		b = b[:len(b)-1]
	}
	return b
}

// appendNaN appends what strconv calls NaN, +Inf or -Inf.
func appendNaN(b, name []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '+' {
		b = b[:n-1]
	}
	return append(b, strings.ToLower(string(name))...)
}

// appendText appends a string such that it cannot be taken for anything else.
// Bytes that are no printable ASCII, nor of a character in UTF-8 if that may
// stand as it is, become \xHH, as do those of a separator; a backslash is
// doubled.
func (f *format) appendText(b []byte, s, within string) []byte {
	switch s {
	case "":
		return append(b, f.empty...)
	case f.unset, f.empty:
		return hexed(b, []byte(s[:1]), []byte(s[1:]))
	}
	i := 0
	for i < len(s) && f.plain[s[i]] {
		i++
	}
	from := 0
	for i < len(s) {
		c := s[i]
		if f.plain[c] {
			i++
			continue
		}
		n := 1
		switch {
		case f.separator != "" && strings.HasPrefix(s[i:], f.separator):
			n = len(f.separator)
		case within != "" && strings.HasPrefix(s[i:], within):
			n = len(within)
		case c == '\\':
			b = append(b, s[from:i]...)
			b = append(b, '\\', '\\')
			i++
			from = i
			continue
		case c >= 0x20 && c < 0x7f:
			i++
			continue
		case c >= utf8.RuneSelf && f.utf8:
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		b = append(b, s[from:i]...)
		b = hexed(b, []byte(s[i:i+n]), nil)
		i += n
		from = i
	}
	return append(b, s[from:]...)
}

// hexed appends bytes as \xHH and what follows them as it is.
func hexed(b, special, rest []byte) []byte {
	const digits = "0123456789abcdef"
	for _, c := range special {
		b = append(b, '\\', 'x', digits[c>>4], digits[c&15])
	}
	return append(b, rest...)
}
