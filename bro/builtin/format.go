package builtin

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"brig/bro/resolve"
)

// formatFuncs makes strings of any values.
func formatFuncs() table {
	return table{
		"cat":       cat,
		"cat_sep":   catSep,
		"fmt":       format,
		"to_string": cat,
	}
}

func cat(c call) (value, error) {
	if len(c.Args) == 1 && c.Args[0].Kind() == resolve.String {
		return c.Args[0], nil
	}
	b := c.Buffer()
	for _, a := range c.Args {
		b = a.Append(b)
	}
	return c.Text(b), nil
}

// catSep joins with a separator; def stands for empty strings.
func catSep(c call) (value, error) {
	if len(c.Args) < 2 {
		return none, errors.New("cat_sep() takes at least two arguments")
	}
	b := c.Buffer()
	for i, a := range c.Args[2:] {
		if i > 0 {
			b = append(b, c.Str(0)...)
		}
		n := len(b)
		if b = a.Append(b); len(b) == n {
			b = append(b, c.Str(1)...)
		}
	}
	return c.Text(b), nil
}

// format is fmt(): %[-][0][width][.precision]verb with
//
//	%s       any value in its print form (precision: bytes at most)
//	%As      a string with bytes that do not print escaped
//	%d %x    bool, int, count, port (its number), enum (its number); %x also addr
//	%o       the same, octal
//	%f %e %g double, time, interval (seconds)
//	%T %D    time as YYYY-MM-DD-HH:MM:SS.ssssss or YYYY-MM-DD-HH:MM:SS, UTC
//	%%       a percent sign
//
// Arguments of other types, too few and too many are errors.
func format(c call) (value, error) {
	if len(c.Args) == 0 {
		return str("")
	}
	if c.Args[0].Kind() != resolve.String {
		return cat(c)
	}
	f, args := c.Str(0), c.Args[1:]
	b := c.Buffer()
	next := 0
	for i := 0; i < len(f); {
		if f[i] != '%' {
			j := strings.IndexByte(f[i:], '%')
			if j < 0 {
				j = len(f) - i
			}
			b = append(b, f[i:i+j]...)
			i += j
			continue
		}
		var v verb
		n, err := v.parse(f[i:])
		if err != nil {
			return none, err
		}
		i += n
		if v.verb == '%' {
			b = append(b, '%')
			continue
		}
		if next >= len(args) {
			return none, fmt.Errorf("too few arguments for the format %q", f)
		}
		if b, err = v.append(b, args[next]); err != nil {
			return none, err
		}
		next++
	}
	if next < len(args) {
		return none, fmt.Errorf("too many arguments for the format %q", f)
	}
	return c.Text(b), nil
}

// A verb is one conversion of a format.
type verb struct {
	left, zero, escape bool
	width, precision   int // -1: not given
	verb               byte
}

const maxWidth = 128 // of fields and precisions

// parse reads a verb from its % on and returns its length.
func (v *verb) parse(f string) (int, error) {
	v.width, v.precision = -1, -1
	i := 1
	for ; i < len(f); i++ {
		if f[i] == '-' {
			v.left = true
		} else if f[i] == '0' {
			v.zero = true
		} else {
			break
		}
	}
	number := func() int {
		n := -1
		for ; i < len(f) && isDigit(f[i]); i++ {
			n = min(max(n, 0)*10+int(f[i]-'0'), maxWidth+1)
		}
		return n
	}
	v.width = number()
	if i < len(f) && f[i] == '.' {
		i++
		v.precision = max(number(), 0)
	}
	if i < len(f) && f[i] == 'A' {
		v.escape = true
		i++
	}
	if max(v.width, v.precision) > maxWidth {
		return 0, errors.New("excessive field width or precision")
	}
	if i == len(f) {
		return 0, fmt.Errorf("unfinished format %q", f)
	}
	v.verb = f[i]
	if strings.IndexByte("%sdxofegTD", v.verb) < 0 {
		return 0, fmt.Errorf("unknown verb %%%c in a format", v.verb)
	}
	return i + 1, nil
}

func (v *verb) append(b []byte, a value) ([]byte, error) {
	start := len(b)
	k := a.Kind()
	switch v.verb {
	case 's':
		if b = a.Append(b); v.escape {
			b = append(b[:start], clean(string(b[start:]))...)
		}
		if v.precision >= 0 && len(b)-start > v.precision {
			b = b[:start+v.precision]
		}
		return v.pad(b, start, false), nil
	case 'd', 'x', 'o':
		base := 10
		switch v.verb {
		case 'x':
			base = 16
		case 'o':
			base = 8
		}
		switch k {
		case resolve.Int, resolve.Enum:
			if v.verb == 'd' {
				b = strconv.AppendInt(b, a.Int(), base)
			} else {
				b = strconv.AppendUint(b, uint64(a.Int()), base)
			}
		case resolve.Bool, resolve.Count:
			b = strconv.AppendUint(b, a.Count(), base)
		case resolve.Port:
			num, _ := a.Port()
			b = strconv.AppendUint(b, uint64(num), base)
		case resolve.Addr:
			if v.verb == 'x' {
				b = hex.AppendEncode(b, a.Addr().AsSlice())
				return v.pad(b, start, false), nil
			}
			fallthrough
		default:
			return nil, fmt.Errorf("bad type for %%%c: %s", v.verb, a.Type())
		}
		return v.pad(b, start, true), nil
	case 'f', 'e', 'g':
		switch k {
		case resolve.Double, resolve.Time, resolve.Interval:
		default:
			return nil, fmt.Errorf("bad type for %%%c: %s", v.verb, a.Type())
		}
		b = appendFloat(b, v.verb, v.precision, a.Double())
		return v.pad(b, start, true), nil
	}
	if k != resolve.Time {
		return nil, fmt.Errorf("bad type for %%%c: %s", v.verb, a.Type())
	}
	t := goTime(a.Seconds())
	if v.verb == 'D' {
		b = t.AppendFormat(b, "2006-01-02-15:04:05")
	} else {
		b = t.AppendFormat(b, "2006-01-02-15:04:05.000000")
	}
	return v.pad(b, start, false), nil
}

// appendFloat formats as C's printf does.
func appendFloat(b []byte, verb byte, precision int, d float64) []byte {
	if precision < 0 {
		precision = 6
	}
	switch {
	case math.IsInf(d, 1):
		return append(b, "inf"...)
	case math.IsInf(d, -1):
		return append(b, "-inf"...)
	case math.IsNaN(d):
		return append(b, "nan"...)
	case verb != 'g':
		return strconv.AppendFloat(b, d, verb, precision, 64)
	}
	// %g of C: an exponent only below 1e-4 or at the precision and beyond, and
	// at least two digits in it; Go's 'g' agrees but for the threshold.
	precision = max(precision, 1)
	text := strconv.FormatFloat(d, 'e', precision-1, 64)
	mantissa, exp, _ := strings.Cut(text, "e")
	x, _ := strconv.Atoi(exp)
	trim := func(s string) string {
		if strings.IndexByte(s, '.') >= 0 {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	}
	if x < -4 || x >= precision {
		return append(append(append(b, trim(mantissa)...), 'e'), exp...)
	}
	return append(b, trim(strconv.FormatFloat(d, 'f', precision-1-x, 64))...)
}

// pad brings b[start:] to the width.
func (v *verb) pad(b []byte, start int, number bool) []byte {
	missing := v.width - (len(b) - start)
	if missing <= 0 {
		return b
	}
	if v.left {
		return append(b, strings.Repeat(" ", missing)...)
	}
	fill := " "
	at := start
	if v.zero && number {
		fill = "0"
		if b[start] == '-' {
			at++
		}
	}
	text := string(b[at:])
	b = append(b[:at], strings.Repeat(fill, missing)...)
	return append(b, text...)
}
