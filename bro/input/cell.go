package input

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"unsafe"

	"brig/bro/interp"
	"brig/bro/pattern"
	"brig/bro/resolve"
)

// This file reads values as logs have them.

// A format holds what lines look like.
type format struct {
	separator, setSeparator byte
	empty, unset            string

	// warn is told of values that are odd but usable.
	warn func(text string)
	seen [256]string // texts met lately, to share them
}

// unsafeString is b for functions that do not keep it.
func unsafeString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

var errUnsetElement = errors.New("has an element that is not set")

// value reads a cell. The value is unset if the cell says so. The text of b is not kept.
func (f *format) value(t *resolve.Type, b []byte) (interp.Value, error) {
	if string(b) == f.unset {
		return interp.Value{}, nil
	}
	switch t.Kind {
	case resolve.Set:
		set := interp.NewTable(t)
		err := f.elements(b, t.Index[0], func(v interp.Value) { set.Add(v) })
		return set.Value(), err
	case resolve.Vector:
		vec := interp.NewVector(t)
		err := f.elements(b, t.Elem, vec.Append)
		return vec.Value(), err
	}
	return f.atom(t, b)
}

func (f *format) elements(b []byte, t *resolve.Type, add func(interp.Value)) error {
	if string(b) == f.empty {
		return nil
	}
	for {
		i := bytes.IndexByte(b, f.setSeparator)
		element := b
		if i >= 0 {
			element = b[:i]
		}
		if string(element) == f.unset {
			return errUnsetElement
		}
		v, err := f.atom(t, element)
		if err != nil {
			return err
		}
		add(v)
		if i < 0 {
			return nil
		}
		b = b[i+1:]
	}
}

func (f *format) atom(t *resolve.Type, b []byte) (interp.Value, error) {
	switch t.Kind {
	case resolve.String:
		return interp.String(f.text(b)), nil
	case resolve.Addr:
		return interp.Addr(f.addr(b)), nil
	case resolve.Count, resolve.Int:
		return f.integer(t, b)
	case resolve.Time:
		d, err := f.double(b)
		return interp.Time(d), err
	case resolve.Interval:
		d, err := f.double(b)
		return interp.Interval(d), err
	case resolve.Double:
		d, err := f.double(b)
		return interp.Double(d), err
	case resolve.Bool:
		switch string(trim(b)) {
		case "T", "1":
			return interp.Bool(true), nil
		case "F", "0":
			return interp.Bool(false), nil
		}
	case resolve.Port:
		if v, ok := interp.ParsePort(string(trim(b))); ok {
			return v, nil
		}
	case resolve.Subnet:
		if v, ok := interp.ParseSubnet(string(trim(b))); ok {
			return v, nil
		}
	case resolve.Enum:
		if l := t.Label(string(trim(b))); l != nil {
			return interp.Enum(t, l.Value), nil
		}
	case resolve.Pattern:
		return patternOf(b)
	}
	return interp.Value{}, fmt.Errorf("%q is no %s", clip(b), t)
}

// clip cuts what goes into a message.
func clip(b []byte) []byte {
	if len(b) > 100 {
		return append(b[:100:100], "..."...)
	}
	return b
}

func trim(b []byte) []byte { return bytes.Trim(b, " \t") }

// text decodes \xHH. Short texts that come again and again are kept once.
func (f *format) text(b []byte) string {
	if bytes.IndexByte(b, '\\') >= 0 {
		return string(unescape(b))
	}
	if len(b) == 0 || len(b) > 64 {
		return string(b)
	}
	s := &f.seen[(int(b[0])*31+int(b[len(b)-1])*7+int(b[len(b)/2])+len(b)*13)&0xff]
	if *s != string(b) {
		*s = string(b)
	}
	return *s
}

func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+3 < len(b) && b[i+1] == 'x' {
			if n, err := strconv.ParseUint(unsafeString(b[i+2:i+4]), 16, 8); err == nil {
				out = append(out, byte(n))
				i += 3
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

// addr reads an address. What is none becomes the unspecified address, as in
// Bro, with a warning.
func (f *format) addr(b []byte) netip.Addr {
	b = trim(b)
	s := b
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		s = s[1 : len(s)-1]
	}
	a, err := netip.ParseAddr(unsafeString(s))
	if err != nil || a.Zone() != "" {
		a = netip.IPv4Unspecified()
		if bytes.IndexByte(s, ':') >= 0 {
			a = netip.IPv6Unspecified()
		}
		f.warn(fmt.Sprintf("%q is no addr; %s is used instead", clip(b), a))
	}
	return a
}

// integer reads decimal digits. What follows them is ignored, with a warning.
func (f *format) integer(t *resolve.Type, b []byte) (interp.Value, error) {
	s := trim(b)
	end := 0
	if end < len(s) && (s[0] == '-' || s[0] == '+') {
		end++
	}
	digits := end
	for end < len(s) && s[end]-'0' < 10 {
		end++
	}
	if end == digits {
		return interp.Value{}, fmt.Errorf("%q is no %s", clip(b), t)
	}
	if end < len(s) {
		f.warn(fmt.Sprintf("%q goes on after the number; what follows is ignored", clip(b)))
	}
	num := unsafeString(s[:end])
	if t.Kind == resolve.Count {
		if num[0] == '+' {
			num = num[1:]
		}
		n, err := strconv.ParseUint(num, 10, 64)
		if err != nil {
			return interp.Value{}, fmt.Errorf("%q is out of the range of %s", clip(b), t)
		}
		return interp.Count(n), nil
	}
	n, err := strconv.ParseInt(num, 10, 64)
	if err != nil {
		return interp.Value{}, fmt.Errorf("%q is out of the range of %s", clip(b), t)
	}
	return interp.Int(n), nil
}

// double reads a decimal number, "inf" or "nan".
func (f *format) double(b []byte) (float64, error) {
	s := trim(b)
	end := decimal(s)
	switch {
	case end == 0:
		if bytes.ContainsAny(s, "xX_") {
			return 0, fmt.Errorf("%q is no number", clip(b))
		}
		end = len(s) // inf and the like
	case end < len(s):
		f.warn(fmt.Sprintf("%q goes on after the number; what follows is ignored", clip(b)))
	}
	d, err := strconv.ParseFloat(unsafeString(s[:end]), 64)
	switch {
	case err == nil:
		return d, nil
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%q is out of the range of double", clip(b))
	}
	return 0, fmt.Errorf("%q is no number", clip(b))
}

// decimal is the length of the number that s begins with, 0 if there is none.
func decimal(s []byte) int {
	digits := func(i int) int {
		for i < len(s) && s[i]-'0' < 10 {
			i++
		}
		return i
	}
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	start := i
	i = digits(i)
	some := i > start
	if i < len(s) && s[i] == '.' {
		j := digits(i + 1)
		some = some || j > i+1
		i = j
	}
	if !some {
		return 0
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '-' || s[j] == '+') {
			j++
		}
		if k := digits(j); k > j {
			i = k
		}
	}
	return i
}

// patternOf reads /expression/, with the flags i and s after it.
func patternOf(b []byte) (interp.Value, error) {
	end := bytes.LastIndexByte(b, '/')
	if len(b) == 0 || b[0] != '/' || end < 1 {
		return interp.Value{}, fmt.Errorf("%q is no pattern: it must stand between slashes", clip(b))
	}
	var flags pattern.Flags
	for _, c := range b[end+1:] {
		switch c {
		case 'i':
			flags |= pattern.FoldCase
		case 's':
			flags |= pattern.SingleLine
		default:
			return interp.Value{}, fmt.Errorf("%q is no pattern: %q is no flag", clip(b), c)
		}
	}
	p, err := pattern.Compile(string(b[1:end]), flags)
	if err != nil {
		return interp.Value{}, fmt.Errorf("%q is no pattern: %w", clip(b), err)
	}
	return interp.Pattern(p), nil
}
