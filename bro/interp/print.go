package interp

import (
	"math"
	"net/netip"
	"strconv"
	"strings"

	"brig/bro/pattern"
	"brig/bro/resolve"
)

// This file gives values the forms that print, cat and fmt's %s show.

// String returns the print form of v, "<uninitialized>" if it is not set.
func (v Value) String() string {
	if _, ok := v.ref.(text); ok {
		return v.Str()
	}
	return string(v.Append(nil))
}

// Values that contain themselves are shown down to maxNesting, or, if they do so
// more than once, to maxShown bytes.
const (
	maxNesting = 100
	maxShown   = 1 << 24
)

// Append appends the form of v that cat and fmt give: strings as they are, the
// entries of tables and sets indented with tabs.
func (v Value) Append(b []byte) []byte { return form{indent: true}.append(b, v, 0) }

// AppendPrinted appends the form of v that print gives: nothing is indented,
// and in strings every byte that is not printable ASCII is escaped.
func (v Value) AppendPrinted(b []byte) []byte { return form{escape: true}.append(b, v, 0) }

// A form tells how values are shown.
type form struct {
	escape bool // bytes of strings
	indent bool // entries of tables
	tabs   int  // tables around
}

func (f form) append(b []byte, v Value, depth int) []byte {
	if depth > maxNesting || depth > 10 && len(b) > maxShown {
		return append(b, "..."...)
	}
	switch r := v.ref.(type) {
	case nil:
		return append(b, "<uninitialized>"...)
	case *resolve.Type:
		return appendScalar(b, v.n, r)
	case text:
		if f.escape {
			return appendEscaped(b, v.Str())
		}
		return append(b, v.Str()...)
	case *addr6:
		return r.a.AppendTo(b)
	case *subnet6:
		return r.p.AppendTo(b)
	case *pattern.Pattern:
		return append(b, r.String()...)
	case *Record:
		b = append(b, '[')
		for i, field := range r.Type().Fields {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(b, field.Name...)
			b = append(b, '=')
			b = f.append(b, r.At(i), depth+1)
		}
		return append(b, ']')
	case *Vector:
		b = append(b, '[')
		for i, x := range r.elems {
			if i > 0 {
				b = append(b, ", "...)
			}
			if x.IsSet() { // a hole shows nothing
				b = f.append(b, x, depth+1)
			}
		}
		return append(b, ']')
	case *List:
		return f.appendList(b, r.Parts, depth)
	case *Table:
		return f.appendTable(b, r, depth)
	case *Func:
		return append(b, r.describe()...)
	case *File:
		b = append(b, "file \""...)
		return append(append(b, r.Name...), "\" of string"...)
	case *Opaque:
		return append(append(append(b, "<opaque of "...), r.T.Name...), '>')
	case *typeRef:
		return append(b, r.t.String()...)
	}
	return append(b, "<unknown>"...)
}

// AppendAddr appends the form of an address.
func (v Value) AppendAddr(b []byte) []byte {
	if a, ok := v.ref.(*addr6); ok {
		return a.a.AppendTo(b)
	}
	return appendAddr4(b, uint32(v.n))
}

func appendAddr4(b []byte, n uint32) []byte {
	for shift := 24; ; shift -= 8 {
		x := byte(n >> shift)
		if x >= 100 {
			b = append(b, '0'+x/100)
		}
		if x >= 10 {
			b = append(b, '0'+x/10%10)
		}
		b = append(b, '0'+x%10)
		if shift == 0 {
			return b
		}
		b = append(b, '.')
	}
}

func (f form) appendList(b []byte, parts []Value, depth int) []byte {
	b = append(b, '[')
	for i, p := range parts {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = f.append(b, p, depth+1)
	}
	return append(b, ']')
}

func (f form) appendTable(b []byte, t *Table, depth int) []byte {
	outer := f
	f.tabs++
	b = f.newline(append(b, '{'))
	first := true
	var buf [1]Value
	for i := range t.Cap() {
		if !t.Live(i) {
			continue
		}
		if !first {
			b = f.newline(append(b, ','))
		}
		first = false
		switch {
		case t.vals != nil:
			b = f.appendList(b, t.parts(i, &buf), depth)
			b = append(b, " = "...)
			b = f.append(b, t.vals[i], depth+1)
		case t.width() == 1:
			b = f.append(b, t.keyAt(i), depth+1)
		default:
			b = f.appendList(b, t.keysAt(i), depth)
		}
	}
	return append(outer.newline(b), '}')
}

func (f form) newline(b []byte) []byte {
	b = append(b, '\n')
	if f.indent {
		for range f.tabs {
			b = append(b, '\t')
		}
	}
	return b
}

func appendScalar(b []byte, n uint64, t *resolve.Type) []byte {
	switch t.Kind {
	case resolve.Bool:
		if n != 0 {
			return append(b, 'T')
		}
		return append(b, 'F')
	case resolve.Int:
		return strconv.AppendInt(b, int64(n), 10)
	case resolve.Double:
		return AppendDouble(b, math.Float64frombits(n))
	case resolve.Time:
		return appendFixed(b, math.Float64frombits(n))
	case resolve.Interval:
		return AppendInterval(b, math.Float64frombits(n))
	case resolve.Port:
		b = strconv.AppendUint(b, n&0xffff, 10)
		return append(append(b, '/'), protocolNames[n>>16&3]...)
	case resolve.Addr:
		return appendAddr4(b, uint32(n))
	case resolve.Subnet:
		return Value{n, t}.Subnet().AppendTo(b)
	case resolve.Enum:
		return append(b, Value{n, t}.Label()...)
	}
	return strconv.AppendUint(b, n, 10)
}

// AppendDouble appends d with up to six decimals, or from 2^31 on in the form
// 1.000000e+10, as Bro does. A whole number ends in ".0"; one that only rounds
// to a whole number does not.
func AppendDouble(b []byte, d float64) []byte {
	if math.Abs(d) > math.MaxInt32 && !math.IsInf(d, 0) {
		return strconv.AppendFloat(b, d, 'e', 6, 64)
	}
	return appendFixed(b, d)
}

// appendFixed is AppendDouble without exponent.
func appendFixed(b []byte, d float64) []byte {
	switch {
	case math.IsNaN(d):
		return append(b, "nan"...)
	case math.IsInf(d, 1):
		return append(b, "inf"...)
	case math.IsInf(d, -1):
		return append(b, "-inf"...)
	case d == math.Trunc(d):
		return strconv.AppendFloat(b, d+0, 'f', 1, 64) // + 0: there is no -0
	}
	b = strconv.AppendFloat(b, d, 'f', 6, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if n := len(b) - 1; b[n] == '.' {
		b = b[:n]
	}
	return b
}

var intervalUnits = [...]struct {
	sec  float64
	name string
}{{86400, "day"}, {3600, "hr"}, {60, "min"}, {1, "sec"}, {1e-3, "msec"}, {1e-6, "usec"}}

// AppendInterval appends sec in units, largest first: "1.0 min 40.0 secs".
func AppendInterval(b []byte, sec float64) []byte {
	if math.IsNaN(sec) || math.IsInf(sec, 0) {
		return append(appendFixed(b, sec), " secs"...)
	}
	const tolerance = 1e-6
	any := false
	for i, u := range intervalUnits {
		num := math.Trunc(sec / u.sec)
		if i == len(intervalUnits)-1 {
			if num = sec / u.sec; math.Abs(num) < tolerance {
				break
			}
		} else {
			if num == 0 {
				continue
			}
			sec -= num * u.sec
		}
		if any {
			b = append(b, ' ')
		}
		any = true
		b = AppendDouble(b, num)
		b = append(b, ' ')
		b = append(b, u.name...)
		if math.Abs(math.Abs(num)-1) >= tolerance {
			b = append(b, 's')
		}
	}
	if !any {
		b = append(b, "0 secs"...)
	}
	return b
}

// appendEscaped appends s with every byte that is not printable ASCII as \xHH.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c >= 0x20 && c < 0x7f {
			b = append(b, c)
		} else {
			b = append(b, '\\', 'x', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	return b
}

// ParseInterval reads the print form of an interval, or a plain number of
// seconds.
func ParseInterval(s string) (sec float64, ok bool) {
	words := strings.Fields(s)
	if len(words) == 1 {
		d, err := strconv.ParseFloat(words[0], 64)
		return d, err == nil
	}
	if len(words) == 0 || len(words)%2 != 0 {
		return 0, false
	}
next:
	for i := 0; i < len(words); i += 2 {
		d, err := strconv.ParseFloat(words[i], 64)
		if err != nil {
			return 0, false
		}
		for _, u := range intervalUnits {
			if strings.TrimSuffix(words[i+1], "s") == u.name {
				sec += d * u.sec
				continue next
			}
		}
		return 0, false
	}
	return sec, true
}

// ParsePort reads 80/tcp or a bare number.
func ParsePort(s string) (v Value, ok bool) {
	num, proto, found := strings.Cut(s, "/")
	n, err := strconv.ParseUint(num, 10, 16)
	if err != nil {
		return Value{}, false
	}
	if !found {
		return Port(uint16(n), UnknownPort), true
	}
	for p, name := range protocolNames {
		if name == proto {
			return Port(uint16(n), p), true
		}
	}
	return Value{}, false
}

// ParseAddr reads an address, which may be in brackets.
func ParseAddr(s string) (Value, bool) {
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		s = s[1 : len(s)-1]
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return Value{}, false
	}
	return Addr(a), true
}

// ParseSubnet reads address/length.
func ParseSubnet(s string) (Value, bool) {
	addr, bits, ok := strings.Cut(s, "/")
	a, okAddr := ParseAddr(addr)
	n, err := strconv.Atoi(bits)
	if !ok || !okAddr || err != nil || n < 0 || n > a.Addr().BitLen() {
		return Value{}, false
	}
	return Subnet(netip.PrefixFrom(a.Addr(), n)), true
}
