package interp

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf8"
)

// AppendJSONNumber appends a number as JSON (RFC 8259): with as few digits as
// tell it from all others, whole numbers with ".0" so that they are read as
// doubles again. What is no number becomes null.
func AppendJSONNumber(b []byte, d float64) []byte {
	if math.IsNaN(d) || math.IsInf(d, 0) {
		return append(b, "null"...)
	}
	start := len(b)
	if a := math.Abs(d); a == 0 || a >= 1e-6 && a < 1e21 {
		b = strconv.AppendFloat(b, d, 'f', -1, 64)
		if bytes.IndexByte(b[start:], '.') < 0 {
			b = append(b, ".0"...)
		}
		return b
	}
	b = strconv.AppendFloat(b, d, 'e', -1, 64)
	// The exponent has neither a plus nor leading zeros.
	e := start + bytes.IndexByte(b[start:], 'e') + 1
	digits := e + 1
	for b[digits] == '0' && digits < len(b)-1 {
		digits++
	}
	if b[e] == '-' {
		e++
	}
	return append(b[:e], b[digits:]...)
}

// AppendJSONString appends a string as JSON. Bytes that are no UTF-8 stand as
// \xHH in it, with an escaped backslash.
func AppendJSONString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		ch := s[i]
		if ch >= 0x20 && ch < 0x7f && ch != '"' && ch != '\\' {
			i++
			continue
		}
		if ch >= utf8.RuneSelf {
			if r, n := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
		}
		b = append(b, s[from:i]...)
		i++
		from = i
		switch ch {
		case '"', '\\':
			b = append(b, '\\', ch)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			if ch >= utf8.RuneSelf {
				b = append(b, '\\', '\\', 'x', hex[ch>>4], hex[ch&15])
			} else {
				b = append(b, '\\', 'u', '0', '0', hex[ch>>4], hex[ch&15])
			}
		}
	}
	return append(append(b, s[from:]...), '"')
}
